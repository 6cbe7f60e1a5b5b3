"""What the embedded assistant expects to be told, as a JSGF grammar for the recogniser.

The grammar holds what the skills understand, in the variants people say, and nothing else: each further
phrase makes every other one easier to mistake. Free speech is not its task; for that the recogniser also
listens with a general language model, and `agreement.py` chooses.

Pronunciations come from the recogniser's own dictionary, so every word here must be in it (a test checks).
"""

from __future__ import annotations

GRAMMAR = r"""#JSGF V1.0;
grammar assistant;

public <utterance> = [<opening>] <request> [please | now] | <chat> ;

<opening> = please | hey | okay | stop | wait | no | (can | could | would | will) you ;

<request> = <clock> | <figures> | <timer> | <entertainment> | <echo> | <about> ;

// -- clock and calendar
<clock> = [tell me | do you know] (what | which) (time | day | date | month | year)
            (is it | it is | is this) [today | now]
        | (tell me | what is | what's) (the (time | date | day | month | year) [today] | today's date)
        | what day of the week (is it | it is)
        | what day is today ;

// -- sums, conversions and counting share their numbers: every copy of <number> costs time
<figures> = [<ask> | convert | how many <unit> (are [there] in | is [in] | in)] <number>
            (<sum> | <conversion>)
          | how many <unit> (are [there] in | is [in] | in) (a | an | half a | half an) <unit>
          | (add | multiply | divide | subtract | take) <number>
            (and | by | to | with | from | away from) <number>
          | [<ask>] (half | twice | double | a third | a quarter | the square root) [of] <number>
          | count [up | down | backwards] (to | from) <number> [to <number>] ;
<ask> = what is | what's | how much is | calculate | compute ;
<sum> = (plus | minus | times | multiplied by | divided by | percent of) <number> [<sum>] | squared ;
<conversion> = [and a half] <unit> [(to | into | in) <unit>] ;
<unit> = millimeters | centimeters | meters | meter | kilometers | kilometer
       | inches | inch | feet | foot | yards | yard | miles | mile
       | grams | kilograms | kilogram | kilos | ounces | ounce | pounds | pound | tons | ton
       | milliliters | liters | liter | gallons | gallon | pints | pint | quarts | cups | cup
       | tablespoons | tablespoon | teaspoons | [degrees] (celsius | fahrenheit) | degrees
       | (miles | kilometers) per hour | meters per second | knots
       | seconds | minutes | minute | hours | hour | days | day | weeks | week | years | year ;

// -- timers
<timer> = ((set | start | make) (a | the | another) timer for | remind me in | wake me in | timer) <duration>
        | (set | start | make) (a | another) <number> (second | minute | hour) timer
        | (cancel | stop | delete | clear) [the | my | all | all the] (timer | timers)
        | how (much time | long) (is left | do i have) [on the timer] ;
<duration> = (<number> [and a half] | a | an | half an | half a) <span> [[and] <number> <span>] ;
<span> = seconds | minutes | hours | second | minute | hour ;

// -- entertainment
<entertainment> = tell [me | us] (a | another | one more) [good | funny | new] joke
                | tell [me | us] something funny | make me laugh
                | (do you know | i want | i would like) (a | another | any) (joke | jokes)
                | another (joke | one | story) | one more
                | (tell | read) [me | us] (a | another | the) [long | short | good | bedtime] story
                | (do you know | i want | i would like) (a | another) story ;

// -- what was said before
<echo> = repeat that | say that again | say it again | come again | pardon | once more
       | what did you [just] say | what was that | repeat [please] ;

// -- about the assistant
<about> = what can (you do | i ask [you] | i say) [for me] | help [me] | how can you help [me]
        | what do you (do | know) | show me what you can do
        | who are you | what are you | what is your name | what's your name | what are you called
        | who (made | built | wrote) you
        | are you (a human | human | a person | a robot | real | a computer | an ai | there)
        | can you hear me
        | how are you [today | doing | doing today] | how do you do ;

// -- small talk
<chat> = <greeting> [there | again] [how are you [today]] | <thanks> | <farewell> | <enough> | <answer> ;
<greeting> = hello | hi | hey | good morning | good afternoon | good evening ;
<thanks> = thanks | thanks a lot | thank you | thank you very much | thank you so much | many thanks ;
<farewell> = goodbye | good bye | bye | bye bye | good night | see you [later | soon | tomorrow] ;
<enough> = stop | stop it | please stop | be quiet | quiet | shut up | silence | never mind | forget it
         | that is enough | that's enough | enough | wait | hold on | cancel ;
<answer> = yes | yes please | no | no thanks | no thank you | okay | sure | maybe ;

// -- numbers; "twenty hundred" is possible here and refused by spoken_numbers.py: a loop costs a tenth of
// the truth
<number> = [minus | negative] (zero | a <scaled> | <small> [<scaled>]) [point <figure> [<figure>]] ;
<scaled> = (hundred | thousand) [[and] <small> [<scaled>]] ;
<small> = <ten> [<digit>] | <teen> | <digit> ;
<figure> = zero | <digit> ;
<digit> = one | two | three | four | five | six | seven | eight | nine ;
<teen> = ten | eleven | twelve | thirteen | fourteen | fifteen | sixteen | seventeen | eighteen | nineteen ;
<ten> = twenty | thirty | forty | fifty | sixty | seventy | eighty | ninety ;
"""


def vocabulary() -> frozenset[str]:
    """Return every word the grammar can hear."""
    words: set[str] = set()
    for line in GRAMMAR.splitlines()[2:]:
        rule = line.split("//")[0].split("=", 1)[-1]
        for mark in "()[]|;":
            rule = rule.replace(mark, " ")
        words.update(word for word in rule.split() if not word.startswith("<"))
    return frozenset(words)
