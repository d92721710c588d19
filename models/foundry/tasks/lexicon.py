"""Words of the relation task: for each family, classes with their members."""

PEOPLE = [
    "Anna",
    "Ben",
    "Clara",
    "David",
    "Emma",
    "Frank",
    "Grace",
    "Henry",
    "Ida",
    "Jack",
    "Kate",
    "Leo",
    "Mary",
    "Ned",
    "Olive",
    "Peter",
    "Rose",
    "Sam",
    "Tess",
    "Victor",
    "Alice",
    "Bob",
    "Cora",
    "Daniel",
    "Ella",
    "Fred",
    "Hannah",
    "Jane",
    "Karl",
    "Lucy",
    "Mark",
    "Nora",
    "Oscar",
    "Paul",
    "Ruth",
    "Simon",
    "Tom",
    "Una",
    "Walter",
    "Zoe",
]

OWNER = {
    "fruit": ["apple", "pear", "plum", "peach", "lemon", "melon", "cherry", "grape", "orange", "fig"],
    "animal": ["tiger", "horse", "goat", "sheep", "fox", "bear", "rabbit", "donkey", "cat", "dog"],
    "garment": ["coat", "hat", "shirt", "scarf", "glove", "cloak", "boot", "dress", "apron", "belt"],
    "bird": ["robin", "eagle", "owl", "crow", "swan", "goose", "hawk", "lark", "duck", "hen"],
    "drink": ["milk", "tea", "coffee", "cider", "wine", "juice", "cocoa", "beer"],
    "instrument": ["piano", "violin", "flute", "drum", "harp", "trumpet", "organ", "fiddle"],
    "vehicle": ["cart", "boat", "wagon", "carriage", "sledge", "ship", "train", "bicycle"],
    "tree": ["oak", "pine", "birch", "elm", "willow", "maple", "ash", "cedar"],
}
PLACE = {
    "France": ["Paris", "Lyon", "Marseille", "Nantes", "Bordeaux"],
    "England": ["London", "Leeds", "Oxford", "Bristol", "Liverpool"],
    "Italy": ["Rome", "Milan", "Naples", "Venice", "Turin"],
    "Spain": ["Madrid", "Granada", "Malaga", "Valencia", "Toledo"],
    "Germany": ["Berlin", "Munich", "Hamburg", "Cologne", "Dresden"],
    "Japan": ["Tokyo", "Kyoto", "Osaka", "Nagoya", "Sapporo"],
    "India": ["Delhi", "Madras", "Bombay", "Calcutta", "Jaipur"],
    "Egypt": ["Cairo", "Luxor", "Aswan", "Giza"],
}
TOOL = {
    "cut": ["knife", "saw", "axe", "scissors", "razor"],
    "shine": ["lamp", "candle", "lantern", "torch"],
    "write": ["pen", "pencil", "chalk", "quill"],
    "dig": ["spade", "shovel", "plough", "hoe"],
    "cook": ["oven", "stove", "kettle", "pan", "pot"],
    "ring": ["bell", "alarm", "gong"],
    "fly": ["kite", "balloon", "arrow"],
    "hold water": ["bucket", "jug", "bottle", "barrel", "cup"],
}
# Here a class has one member: tall is the opposite of short, March is just after February.
OPPOSITE = {
    b: [a]
    for pair in """
    tall short|short tall|happy sad|sad happy|rich poor|poor rich|old young|young old|strong weak|weak strong
    brave timid|timid brave|fast slow|slow fast|clean dirty|dirty clean|early late|late early|hungry full|full hungry
    loud quiet|quiet loud|kind cruel|cruel kind|lazy busy|busy lazy|thin fat|fat thin|clever foolish|foolish clever
    """.replace("\n", "|").split("|")
    if pair.strip()
    for a, b in [pair.split()]
}
_CYCLES = [
    [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    ["spring", "summer", "autumn", "winter"],
    ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"],
]
TIME = {cycle[i - 1]: [cycle[i]] for cycle in _CYCLES for i in range(len(cycle))}
