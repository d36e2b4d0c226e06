"""What users do with hubtui, from the first key to the effect on the hub: the app over the embedded hub."""
