"""English and Urdu: what there is to translate, the catalogue, and what is wrong with it."""
