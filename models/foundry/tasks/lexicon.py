"""Words of the relation task: for each family, classes with their members."""

PEOPLE = """
Anna Ben Clara David Emma Frank Grace Henry Ida Jack Kate Leo Mary Ned Olive Peter Rose Sam Tess Victor
Alice Bob Cora Daniel Ella Fred Hannah Jane Karl Lucy Mark Nora Oscar Paul Ruth Simon Tom Una Walter Zoe
""".split()

OWNER = {
    "fruit": "apple pear plum peach lemon melon cherry grape orange fig".split(),
    "animal": "tiger horse goat sheep fox bear rabbit donkey cat dog".split(),
    "garment": "coat hat shirt scarf glove cloak boot dress apron belt".split(),
    "bird": "robin eagle owl crow swan goose hawk lark duck hen".split(),
    "drink": "milk tea coffee cider wine juice cocoa beer".split(),
    "instrument": "piano violin flute drum harp trumpet organ fiddle".split(),
    "vehicle": "cart boat wagon carriage sledge ship train bicycle".split(),
    "tree": "oak pine birch elm willow maple ash cedar".split(),
}
PLACE = {
    "France": "Paris Lyon Marseille Nantes Bordeaux".split(),
    "England": "London Leeds Oxford Bristol Liverpool".split(),
    "Italy": "Rome Milan Naples Venice Turin".split(),
    "Spain": "Madrid Granada Malaga Valencia Toledo".split(),
    "Germany": "Berlin Munich Hamburg Cologne Dresden".split(),
    "Japan": "Tokyo Kyoto Osaka Nagoya Sapporo".split(),
    "India": "Delhi Madras Bombay Calcutta Jaipur".split(),
    "Egypt": "Cairo Luxor Aswan Giza".split(),
}
TOOL = {
    "cut": "knife saw axe scissors razor".split(),
    "shine": "lamp candle lantern torch".split(),
    "write": "pen pencil chalk quill".split(),
    "dig": "spade shovel plough hoe".split(),
    "cook": "oven stove kettle pan pot".split(),
    "ring": "bell alarm gong".split(),
    "fly": "kite balloon arrow".split(),
    "hold water": "bucket jug bottle barrel cup".split(),
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
    "January February March April May June July August September October November December".split(),
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
    "spring summer autumn winter".split(),
    "one two three four five six seven eight nine ten eleven twelve".split(),
]
TIME = {cycle[i - 1]: [cycle[i]] for cycle in _CYCLES for i in range(len(cycle))}
