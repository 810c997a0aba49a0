"""Charts: Vega-Lite specifications drawn on the server, each with its title, its data as a table, and its downloads."""
