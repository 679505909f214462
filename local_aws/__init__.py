if __name__ != "chime_sdk_pulumi.local_aws":
    raise ImportError("Import this package as chime_sdk_pulumi.local_aws, the name that it is installed under (pip install -e .).")
