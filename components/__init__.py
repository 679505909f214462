if __name__ != "chime_sdk_pulumi.components":
    raise ImportError("Import this package as chime_sdk_pulumi.components, the name that it is installed under (pip install -e .).")
