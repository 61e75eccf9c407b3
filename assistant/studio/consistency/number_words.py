"""Words that stand for a number, and words before one that say how exactly it is meant."""

NUMBER_WORDS = {
    word: number
    for words in (
        ("zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf"),
        ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    )
    for number, word in enumerate(words, 2)
}

# "rund 400.000 Euro"; "mehr als" and "bis zu" are bounds that a total may be far from, and read nothing
ABOUT = ("rund", "etwa", "ungefähr", "circa", r"ca\.", "about", "around", "roughly", "approximately", "some")
NEARLY = ("knapp", "fast", "nahezu", "beinahe", "nearly", "almost", "just under")
A_LITTLE_MORE = ("gut", "just over", "a little over")
