"""What a store is: frozen values, one concept a file. Nothing here reads, renders or prints."""
