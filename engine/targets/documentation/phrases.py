"""The clauses and phrases that expressions are written with, by their French."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from engine.i18n.texts import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "AGGREGATED",
    "ALWAYS",
    "AND",
    "AT_LEAST",
    "BEFORE",
    "BRANCH",
    "BY",
    "CALLED",
    "COMPARED",
    "COMPARED_DAYS",
    "COUNTED",
    "EMPTY",
    "FILLED",
    "FOR_ANY",
    "FOR_EACH",
    "FOR_NONE",
    "FOR_NOT_EACH",
    "GREATEST",
    "HAS",
    "HAS_NOT",
    "IF",
    "IF_EMPTY",
    "IS",
    "IS_NOT",
    "LEAST",
    "LIST_AND",
    "LIST_OR",
    "MADE_DATE",
    "NEVER",
    "NOT_TICKED",
    "OF_THIS_ROW",
    "OR",
    "RATE",
    "RATE_AT",
    "RATE_BY",
    "ROUNDED",
    "TICKED",
    "TODAY",
    "WHERE",
]

AND, OR = Text("{first} et {second}"), Text("{first} ou {second}")
LIST_AND, LIST_OR = Text("{all} et {last}"), Text("{all} ou {last}")
COMPARED: Mapping[str, Text] = MappingProxyType(
    {
        "==": Text("{left} est égal à {right}"),
        "!=": Text("{left} n'est pas égal à {right}"),
        "<": Text("{left} est plus petit que {right}"),
        "<=": Text("{left} est au plus {right}"),
        ">": Text("{left} est plus grand que {right}"),
        ">=": Text("{left} est au moins {right}"),
    }
)
COMPARED_DAYS: Mapping[str, Text] = MappingProxyType(
    {
        "==": Text("{left} est le même jour que {right}"),
        "!=": Text("{left} n'est pas le même jour que {right}"),
        "<": Text("{left} est avant {right}"),
        "<=": Text("{left} n'est pas après {right}"),
        ">": Text("{left} est après {right}"),
        ">=": Text("{left} n'est pas avant {right}"),
    }
)
IS, IS_NOT = Text("{name} est {value}"), Text("{name} n'est pas {value}")
HAS, HAS_NOT = Text("{name} contient {value}"), Text("{name} ne contient pas {value}")
TICKED, NOT_TICKED = Text("{name} est coché"), Text("{name} n'est pas coché")
EMPTY, FILLED = Text("{name} est vide"), Text("{name} est rempli")
ALWAYS, NEVER = Text("toujours"), Text("jamais")
FOR_ANY = Text("pour au moins une ligne {rows}: {condition}")
FOR_NONE = Text("pour aucune ligne {rows}: {condition}")
FOR_EACH = Text("pour chaque ligne {rows}: {condition}")
FOR_NOT_EACH = Text("pas pour chaque ligne {rows}: {condition}")
WHERE = Text("{rows} où {condition}")
IF = Text("{then}, si {condition}; sinon {otherwise}")
BY = Text("selon {choice}: {branches}")
BRANCH = Text("{key}: {value}")
OF_THIS_ROW = Text("{name} de cette ligne")
IF_EMPTY = Text("{value} (si c'est vide: {otherwise})")
TODAY = Text("le jour de la demande")
AGGREGATED: Mapping[str, Text] = MappingProxyType(
    {
        "sum": Text("la somme de {value} de chaque ligne {rows}"),
        "count": Text("le nombre de lignes {rows}"),
        "min": Text("le plus petit {value} des lignes {rows}"),
        "max": Text("le plus grand {value} des lignes {rows}"),
    }
)
COUNTED = Text("le nombre de {value} des lignes {rows}")
LEAST, GREATEST = Text("le plus petit de {values}"), Text("le plus grand de {values}")
AT_LEAST = Text("{value}, mais au moins {least}")
ROUNDED = Text("{value}, arrondi à {step}")
MADE_DATE = Text("le {day} de {year}")
RATE = Text("le tarif «{rate}» valable à la date {day}")
RATE_BY = Text("le tarif «{rate}» pour {key}, valable à la date {day}")
RATE_AT = Text("{rate}, échelon de {number}")
CALLED: Mapping[str, Text] = MappingProxyType(
    {
        "days": Text("le nombre de jours de {0} à {1}"),
        "overlap_days": Text("le nombre de jours communs à {0} – {1} et à {2} – {3}"),
        "year": Text("l'année de {0}"),
        "month": Text("le mois de {0}"),
        "last_day": Text("le dernier jour du mois {0}"),
        "add_months": Text("{0} plus {1} mois"),
        "add_days": Text("{0} plus {1} jours"),
        "weekday": Text("le jour de la semaine de {0} (lundi: 1, dimanche: 7)"),
        "months_between": Text("le nombre de mois entamés de {0} à {1}"),
        "age": Text("l'âge atteint le {1} pour une naissance le {0}"),
    }
)
BEFORE: Mapping[str, Text] = MappingProxyType(
    {
        "add_months": Text("{0} moins {1} mois"),
        "add_days": Text("{0} moins {1} jours"),
    }
)
