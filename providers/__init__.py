if __name__ != "chime_sdk_pulumi.providers":
    raise ImportError("Import this package as chime_sdk_pulumi.providers, the name that it is installed under (pip install -e .).")
