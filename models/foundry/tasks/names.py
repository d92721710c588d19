"""Words of the retrieval task: real cities, and invented places so that a model cannot get by on a list of names."""

import numpy as np

CITIES = """
Aarhus Abidjan Accra Adana Adelaide Agadir Aleppo Algiers Almaty Amman Amsterdam Ankara Antwerp Arequipa Asmara Athens
Atlanta Auckland Austin Baghdad Baku Bamako Bandung Bangkok Bangui Barcelona Basel Basra Beijing Beirut Belgrade Bergen
Berlin Bern Bilbao Bogota Bologna Bombay Bonn Bordeaux Boston Brasov Bremen Brisbane Bristol Brno Brussels Bucharest
Budapest Bursa Busan Cairo Calcutta Calgary Cali Canberra Caracas Cardiff Casablanca Cebu Chengdu Chicago Cologne
Colombo Conakry Copenhagen Cordoba Cork Cusco Dakar Dalian Dallas Damascus Darwin Davao Delhi Denver Detroit Dhaka Djibouti
Doha Dortmund Douala Dresden Dubai Dublin Dundee Durban Dushanbe Edinburgh Edmonton Essen Faro Fez Florence Frankfurt
Freetown Fukuoka Gabes Galway Gdansk Geneva Genoa Ghent Glasgow Granada Graz Grenoble Guayaquil Hague Haifa Halifax
Hamburg Hanoi Hanover Harare Havana Helsinki Hobart Houston Hyderabad Ibadan Innsbruck Irkutsk Isfahan Istanbul
Izmir Jaipur Jakarta Jeddah Jerusalem Kabul Kampala Kandy Kano Karachi Kathmandu Kazan Khartoum Kiev Kigali Kingston
Kinshasa Kobe Krakow Kunming Kyoto Lagos Lahore Lausanne Leeds Leipzig Liege Lima Limoges Linz Lisbon Liverpool Lodz
London Luanda Lusaka Lyon Madras Madrid Malaga Malmo Managua Manaus Manchester Manila Maputo Marrakesh Marseille Medan
Medellin Melbourne Memphis Miami Milan Minsk Mombasa Monrovia Montevideo Montreal Moscow Mosul Munich Muscat Nagoya
Nairobi Nancy Nanjing Nantes Naples Nassau Niamey Nice Nicosia Odense Odessa Omsk Oran Osaka Oslo Ottawa Oviedo Oxford
Padua Palermo Panama Paris Perth Pisa Plovdiv Porto Portland Poznan Prague Pretoria Puebla Quito Rabat Rangoon Recife
Rennes Reykjavik Riga Rome Rosario Rostock Rotterdam Salvador Samara Santiago Sapporo Sarajevo Seattle Seoul Seville
Shanghai Sheffield Shiraz Singapore Sofia Stockholm Stuttgart Surat Suva Sydney Tabriz Taipei Tallinn Tampere Tangier
Tashkent Tbilisi Tehran Tirana Tokyo Toledo Toronto Toulouse Trieste Tripoli Tromso Tunis Turin Utrecht Valencia
Vancouver Varna Venice Verona Vienna Vigo Vilnius Warsaw Wellington Winnipeg Wuhan Yerevan Zagreb Zaragoza Zurich
""".split()

_STARTS = "B Br C Ch D Dr F G Gl H J K Kr L M N P Pr R S Sh St T Th Tr V W Y Z A E I O U".split()
_VOWELS = "a e i o u ai ea ou ar or er in an on el".split()
_MIDDLES = "b d g k l ll m n nd r rr s st t v z lm nt rk".split()
_ENDS = "a o ia um ford ton ville burg mouth stead is en ick ora une est".split()


def invented_place(rng: np.random.Generator) -> str:
    """A made-up place name of two to four syllables, such as "Kraldon" or "Theamora"."""
    name = str(rng.choice(_STARTS)) + str(rng.choice(_VOWELS))
    for _ in range(int(rng.integers(0, 3))):
        name += str(rng.choice(_MIDDLES)) + str(rng.choice(_VOWELS))
    return name + str(rng.choice(_MIDDLES)) + str(rng.choice(_ENDS))
