"""Common words that lie one letter from a word of the lexicon, and are none of it."""

COMMON = """
able about above across action add after again age ago air all almost alone along already also
always among and any are area arm around ask away back bag ball band bank base bath bear beat been
bell belt best better bit black block blood blow blue board boat body bold bolt bond bone book boot
both bottle bottom bound bowl box boy brand bread break bring broad brown brush build burn bus busy
but buy cable call calm came camp can cap car card care carry case cash cast cat cause cell cent
chair chance change charge chart chief child claim class clay clear clerk clip clock close cloth
cloud club coal coast coat code coffee coin cold collar color colour come common cook cool copy
corn corner cost count course court cover crew crop cross crowd cup curve cut daily damp dark data
day dead deal dear deep deer desk dial did dirt dish dog done door doubt down draft drain draw
dress drew drill drink drive drop dry due dust each ear earn earth ease east easy eat edge egg
eight else empty end engine enjoy enter equal even ever every exact exam extra eye face fact fail
fairly faint fairy faith fall false far farm fast fat father fear feed feel feet fell felt few
field fight figure file fill film final finger fire firm first fish five flag flat flew float floor
flow flower fly fold folk follow food foot force ford form forth forty found four frame free friday
friend front fruit fuel full gap gas gate gave gear get gift girl give glad glass go goal goes gone
got grass gray grease great green grew grip ground group grow guard guess guest guide had hair half
hall hand hang hard harm has hat have head hear heard heart heat heavy held help her here high hill
him his hit hold hole home hook hope horn horse hose hot hotel hour house how huge human hurt ice
idea inch inside into iran irony isle its jack jam job join joint joke judge jump just keep kept
key kick kind king kiss knee knew knife know lab lack lady lake lamp land large last late later
laugh law lay lazy leaf leak lean learn least leather leave led left leg less let level lie life
lift light like line link lip liquid list little live load loan local lock log long look loose lord
lose loss lost lot loud love low luck lunch mad mail main make male man many map mark market mass
master match mate matter meal mean meat meet melt member men met mile milk mill mind mine mint
minor minus minute miss mixed modal mode model mood moon more most mother motor mount mouse mouth
move much mud must nail name narrow navy near nearly neat neck need nest net never nice nicked
nickname night nine nobody noise none noon nor north nose note nothing notice now nut oak odd off
offer office often oil old once one only onto open order our out oval over own pack page paid pain
paint pair pale pan panel paper park part pass past path pay peace pen per phone pick pile pin pink
pint pipe pit place plain plan plane planet plant plate play plenty plot plug plus point pole pool
pork port pose post pour pound power press pretty price pride print prior prize proof proud pull
pump pure push put quick quiet quit quite race rack rail rain raise ran range rapid rate rather raw
reach read ready real rear red rent rest ride right ring rise risk river road roar rock rod role
roll roof room root rope rose rotor round route row rub rule run rush sad safe said sail sale salt
same sand sat save saw say scale scene score screw sea seal seat second see seed seek seem seen
sell send sense sent serve set seven shade shake shall share sharp she sheet shell shine ship shirt
shock shoe shoot shop shore short should shout show shut sick side sight sign silk since sing sink
sir sit site six size skill skin sky sleep slide slip slope slow small smell smile smoke smooth
snow soap sock soft soil sold some son song soon sort soul soup south space spare speak speed spell
spend spin spoke spot spray stage stair stamp stand star start state station stay steal steam steep
steer stem step stick stiff still sting stock stone stood stop store storm story stove strap straw
street strip strong stuff style such sugar suit sum sun sure surface sweet swim tail take tale talk
tall tank tap tape task taste tax tea teach team tear tell ten tend tent term test text than thank
that their them then there these they thick thin thing think third thirst this those three threw
through throw thus tide tie tight till time tin tiny tip tire title today toe told tone tool tooth
top torn total touch tour tow toward town toy track trade trail train tray treat tree trial trick
trip truck true trunk trust truth try tube tune turn twice two type tyre under unit until upon
upper use used usual valve van vast very view visit voice wage wait walk wall want war warm warn
was wash waste watch water wave way weak wear week weigh well went were west wet what wheel when
where which while white who whole whom whose why wide wife wild will win wind window wine wing wire
wise wish with woke woman won wood word wore work world worse worst worth would wrap write wrong
yard yarn yearly yell yellow yes yet you young your zero elastic drastic classic poodle polo goof
goose gold golf goodbye goodness gods fairness failed failure fails affair repair impair badge
badly based basis modes module moderator irons ironed steeple stealing cooper coppice brace titan's
platform plasticine stringer sounds sounded pounds wound grounds founder party partly pairs pears
peer pear poet pore porch poll boost broom cracker wired winter writer wort worm born thorn torque
torch torus plugs lights check checks clean cleaner customer customers washer washed parked parking
waiting waits wants photo photos attached agreed arrived arrives battery charged overnight called
answer owner tested notes noted bay ordered filter filters fluid filled workshop radio thanks
rotated pressure minutes took machine broken monday tuesday wednesday thursday saturday sunday
morning evening afternoon lower number before quoted quote vehicle vehicles mechanic technician
colleague supplier
"""
