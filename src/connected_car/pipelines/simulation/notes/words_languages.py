"""Words of other languages, for notes that a model of English must leave to a person."""

_COMPONENTS = {
    "de": "Bremsscheibe, Radnabe, Kraftstofftank, Auspuffrohr, Kühler, Türscharnier, "
    "Getriebegehäuse, Batterieträger, Ölwanne, Lenksäule, Sitzrahmen, Stoßstange",
    "fr": "disque de frein, moyeu de roue, réservoir, tuyau d'échappement, radiateur, charnière de "
    "porte, carter de boîte, bac de batterie, carter d'huile, colonne de direction, armature de "
    "siège, pare-chocs",
    "es": "disco de freno, cubo de rueda, depósito de combustible, tubo de escape, radiador, "
    "bisagra de puerta, caja de cambios, bandeja de batería, cárter de aceite, "
    "columna de dirección, estructura del asiento, parachoques",
    "it": "disco freno, mozzo ruota, serbatoio, tubo di scarico, radiatore, cerniera porta, "
    "scatola del cambio, vano batteria, coppa dell'olio, piantone dello sterzo, telaio del sedile, "
    "paraurti",
    "nl": "remschijf, wielnaaf, brandstoftank, uitlaatpijp, radiateur, deurscharnier, "
    "versnellingsbakhuis, accubak, carterpan, stuurkolom, stoelframe, bumper",
}
_MATERIALS = {
    "de": "Nickel, Stahl, Kupfer, Aluminium, Messing, Titan, Kunststoff, Eisen",
    "fr": "nickel, acier, cuivre, aluminium, laiton, titane, plastique, fer",
    "es": "níquel, acero, cobre, aluminio, latón, titanio, plástico, hierro",
    "it": "nichel, acciaio, rame, alluminio, ottone, titanio, plastica, ferro",
    "nl": "nikkel, staal, koper, aluminium, messing, titanium, kunststof, ijzer",
}
_CONDITIONS = {
    "de": "ausgezeichnet, gut, mäßig, schlecht",
    "fr": "excellent, bon, moyen, mauvais",
    "es": "excelente, bueno, regular, malo",
    "it": "eccellente, buono, discreto, cattivo",
    "nl": "uitstekend, goed, matig, slecht",
}


def words_of(language: str, kind: str) -> list[str]:
    """Return words of a language in the order of the constants of ``facts``.

    Args:
        language: ``de``, ``fr``, ``es``, ``it`` or ``nl``.
        kind: ``component``, ``material`` (compliant ones first) or ``condition``.
    """
    words = {"component": _COMPONENTS, "material": _MATERIALS, "condition": _CONDITIONS}
    return words[kind][language].split(", ")
