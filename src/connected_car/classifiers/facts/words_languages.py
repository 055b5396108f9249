"""The commonest words of other languages in notes, and those of English."""

FOREIGN = """
aus und ist der die das ein eine einem wurde hergestellt besteht zustand baujahr werkstoff bauteil
geprüft gebaut kunststoff eisen stahl kupfer messing mäßig schlecht gut ausgezeichnet nicht mit von
herstellungsjahr im jahr fertigung gefertigt teil auto fahrzeug sehr noch alt neu rost verschlissen
en fabriqué état matière année pièce contrôlé il est son sa le la les un une du des dans fabrication
avec plastique fer acier cuivre laiton titane bon mauvais moyen date ans neuf usé rouille très
voiture
de del el los las fabricado año estado pieza componente material se fabricó es está hierro acero
cobre
latón titanio plástico bueno malo regular excelente y con coche muy buen mal hecho
di della dello il lo gli fabbricato anno stato condizioni pezzo prodotto costruito nel ferro acciaio
rame ottone plastica buono cattivo discreto eccellente in ottime dal realizzato risale materiale e
van het een gemaakt jaar staat bouwjaar materiaal onderdeel uit vervaardigd gebouwd goed slecht
matig
uitstekend ijzer staal koper kunststof messing verkeert gecontroleerd conditie goede slechte
do da feito fabricada aço ferro cobre plástico bom ruim ano peça foi feita em condição
jest z wykonany rok stan dobry zły żelazo stal och är av i skick tillverkad stål järn gjord år
og er fra stand lavet stål jern år på oraz część
habe ich wir angesehen bremsscheibe radnabe kraftstofftank auspuffrohr auspuff getriebe ölwanne
lenksäule sitzrahmen bremse welle deckel schraube schrauben guss gusseisen grauguss edelstahl mittel
mittelmäßig befriedigend vom zum beim laut wir haben geprüfte schwungrad hergestellte verbaut
j'ai vu disque frein moyeu roue réservoir tuyau échappement radiateur charnière boîte batterie
colonne siège armature fonte inox roulement fabriquée vérifié contrôlée passable vieux très chocs
pare nous
freno cubo rueda depósito escape bisagra puerta caja bandeja cárter aceite dirección asiento
parachoques revisado visto fundición hierro plástica viejo eje
mozzo ruota serbatoio scarico radiatore cerniera scatola coppa piantone sterzo telaio sedile
paraurti controllato vista ghisa albero vecchio alluminio
remschijf rem schijf wielnaaf brandstoftank uitlaatpijp uitlaat deurscharnier accubak carterpan
stuurkolom stoelframe gietijzer nikkel gebouwd
tampa freio roda veio peças estado fundido tambor
tarcza hamulcowa stali stalowy żeliwo żeliwna roku dobrym wał
skick broms bromsskiva skiva gjutjärn rostfri tillverkat bra dålig bromse skive støbejern
teräs terästä teräksestä rauta valurauta kunto kunnossa valmistettu vuonna hyvä huono akseli muovi
çelik demir dökme yapımı yılı durumda iyi kötü plastik parça
ocel ocelový litina výroby dobrý dobrém díl
"""
# of the foreign ones, those that English notes hold as well
ALSO_ENGLISH = "material in die a date son fer component y e i s il de z er do sa se est stand mal"
ENGLISH = """
the is of in and made from with it was condition this that has to for on at not by an are been year
built material part component good which its as we i'd there no all but now state shape looks still
"""
# of notes in other languages: an English word, and those that mean it
TRANSLATED = """
plastic: kunststoff, plastik, plastique, plástico, plástica, plastica, muovi, plastmassa
iron: eisen, gusseisen, grauguss, fer, fonte, hierro, fundición, ferro, ghisa, ijzer, gietijzer
iron: fundido, żeliwo, żeliwa, żelazo, żelaza, järn, gjutjärn, jern, støbejern, rauta, valurauta
iron: litina
nickel: nickel, níquel, nichel, nikkel, nikiel
steel: stahl, edelstahl, acier, inox, acero, acciaio, staal, aço, stal, stali, stål, teräs, çelik
steel: ocel
copper: kupfer, cuivre, cobre, rame, koper, miedź, koppar, kobber
aluminium: aluminium, aluminio, alluminio, alumínio
brass: messing, laiton, latón, ottone, latão
titanium: titan, titane, titanio, titanium
excellent: ausgezeichnet, hervorragend, excellent, excellente, excelente, eccellente, ottimo
excellent: ottime, uitstekend, uitstekende, perfekt, parfait, parfaite, perfecto, perfetto
good: gut, guter, gutem, gute, bon, bonne, bueno, buena, buen, buono, buona, buone, goed, goede
good: bom, boa, dobry, dobrym, dobrý, bra, hyvä, iyi
fair: mittel, mittelmäßig, mäßig, befriedigend, ausreichend, moyen, moyenne, passable, regular
fair: discreto, discreta, discrete, mediocre, matig, matige, redelijk, redelijke, średni
poor: schlecht, schlechtem, verschlissen, mauvais, mauvaise, usé, usée, malo, mala, mal, cattivo
poor: cattiva, cattive, pessimo, pessime, slecht, slechte, ruim, zły, złym, dålig, dårlig, huono
poor: kötü, špatný
year: baujahr, herstellungsjahr, année, año, anno, bouwjaar, ano, roku
made: hergestellt, gebaut, gefertigt, fabriqué, fabriquée, fabricado, fabricada, fabbricato
made: fabbricata, costruito, costruita, prodotto, prodotta, gemaakt, gebouwd, vervaardigd, feito
made: feita
checked: geprüft, kontrolliert, contrôlé, contrôlée, vérifié, revisado, revisada, visto
checked: controllato, controllata, gecontroleerd, nagekeken
"""
