"""Files at the edge: scenarios in and out, problems and analyses as JSON; one module for each format."""
