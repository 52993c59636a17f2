"""Money of other years and currencies in US dollars of one year: the tables that it takes, and the conversion."""

from corpus.prices.convert import PRICE_YEAR, Conversion, Gap, convert
from corpus.prices.tables import DataSource, PriceTables, read_price_tables

__all__ = ["PRICE_YEAR", "Conversion", "DataSource", "Gap", "PriceTables", "convert", "read_price_tables"]
