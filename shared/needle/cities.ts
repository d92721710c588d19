// Places that needles are about: the cities of the foundry's retrieval task, and those of them that no training text names
// (a test holds both lists against the foundry's own files).

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** Every city of the task. */
export const CITIES = words(`
  Aarhus Abidjan Accra Adana Adelaide Agadir Aleppo Algiers Almaty Amman Amsterdam Ankara Antwerp Arequipa Asmara Athens Atlanta
  Auckland Austin Baghdad Baku Bamako Bandung Bangkok Bangui Barcelona Basel Basra Beijing Beirut Belgrade Bergen Berlin Bern Bilbao
  Bogota Bologna Bombay Bonn Bordeaux Boston Brasov Bremen Brisbane Bristol Brno Brussels Bucharest Budapest Bursa Busan Cairo
  Calcutta Calgary Cali Canberra Caracas Cardiff Casablanca Cebu Chengdu Chicago Cologne Colombo Conakry Copenhagen Cordoba Cork
  Cusco Dakar Dalian Dallas Damascus Darwin Davao Delhi Denver Detroit Dhaka Djibouti Doha Dortmund Douala Dresden Dubai Dublin
  Dundee Durban Dushanbe Edinburgh Edmonton Essen Faro Fez Florence Frankfurt Freetown Fukuoka Gabes Galway Gdansk Geneva Genoa
  Ghent Glasgow Granada Graz Grenoble Guayaquil Hague Haifa Halifax Hamburg Hanoi Hanover Harare Havana Helsinki Hobart Houston
  Hyderabad Ibadan Innsbruck Irkutsk Isfahan Istanbul Izmir Jaipur Jakarta Jeddah Jerusalem Kabul Kampala Kandy Kano Karachi
  Kathmandu Kazan Khartoum Kiev Kigali Kingston Kinshasa Kobe Krakow Kunming Kyoto Lagos Lahore Lausanne Leeds Leipzig Liege Lima
  Limoges Linz Lisbon Liverpool Lodz London Luanda Lusaka Lyon Madras Madrid Malaga Malmo Managua Manaus Manchester Manila Maputo
  Marrakesh Marseille Medan Medellin Melbourne Memphis Miami Milan Minsk Mombasa Monrovia Montevideo Montreal Moscow Mosul Munich
  Muscat Nagoya Nairobi Nancy Nanjing Nantes Naples Nassau Niamey Nice Nicosia Odense Odessa Omsk Oran Osaka Oslo Ottawa Oviedo
  Oxford Padua Palermo Panama Paris Perth Pisa Plovdiv Porto Portland Poznan Prague Pretoria Puebla Quito Rabat Rangoon Recife
  Rennes Reykjavik Riga Rome Rosario Rostock Rotterdam Salvador Samara Santiago Sapporo Sarajevo Seattle Seoul Seville Shanghai
  Sheffield Shiraz Singapore Sofia Stockholm Stuttgart Surat Suva Sydney Tabriz Taipei Tallinn Tampere Tangier Tashkent Tbilisi
  Tehran Tirana Tokyo Toledo Toronto Toulouse Trieste Tripoli Tromso Tunis Turin Utrecht Valencia Vancouver Varna Venice Verona
  Vienna Vigo Vilnius Warsaw Wellington Winnipeg Wuhan Yerevan Zagreb Zaragoza Zurich
`);

/** Cities that no training text names: a model that finds their numbers has learnt to look, not to remember. */
export const UNSEEN_CITIES = words(`
  Aarhus Abidjan Adana Amsterdam Ankara Asmara Baku Bamako Bandung Beijing Bern Bologna Brisbane Calgary Cali Canberra Casablanca
  Chengdu Conakry Dalian Dallas Davao Dubai Durban Gdansk Graz Hanoi Harare Houston Innsbruck Isfahan Jakarta Kandy Karachi Kiev
  Kobe Liege Managua Manaus Miami Minsk Mosul Nicosia Oslo Poznan Pretoria Rennes Reykjavik Samara Seville Sofia Stockholm Stuttgart
  Suva Tabriz Taipei Tashkent Tbilisi Trieste Vilnius Zagreb Zaragoza
`);
