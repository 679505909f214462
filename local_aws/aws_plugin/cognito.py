"""Amazon Cognito: identity pools with their roles and principal tags, user pools and their app clients."""

from typing import Any, ClassVar

from .configuration import Aws
from .resource import (
    REGIONAL,
    TAGGED,
    AutoName,
    Member,
    Property,
    ResourceType,
    changes_with,
    fields,
    stable,
    timestamp,
)
from .tags import Tagging
from .values import State, contains_unknown

_GONE = frozenset({"ResourceNotFoundException"})
_TAGGING = Tagging("tag_resource", "untag_resource", "ResourceArn", "arn", pair=None)


class IdentityPool(ResourceType):
    """An identity pool; its id is the API's."""

    token = "aws:cognito/identityPool:IdentityPool"
    declared_by = ("cognito", "IdentityPool")
    service = "cognito-identity"
    properties: ClassVar = {
        "allowClassicFlow": Property("AllowClassicFlow", default=False),
        "allowUnauthenticatedIdentities": Property("AllowUnauthenticatedIdentities", default=False),
        "cognitoIdentityProviders": Property(
            "CognitoIdentityProviders", fields("clientId", "providerName", "serverSideTokenCheck"), unordered=True
        ),
        "developerProviderName": Property("DeveloperProviderName", replace=True),
        "identityPoolName": Property("IdentityPoolName", replace=True),
        "openidConnectProviderArns": Property("OpenIdConnectProviderARNs", unordered=True),
        "samlProviderArns": Property("SamlProviderARNs"),
        "supportedLoginProviders": Property("SupportedLoginProviders"),
        **REGIONAL,
        **TAGGED,
    }
    outputs: ClassVar = stable("arn")
    tagging = _TAGGING
    gone = _GONE

    def create(self, aws: Aws, want: State) -> str:
        tags = want.get("tagsAll") or {}
        pool = aws.client("cognito-identity").create_identity_pool(**self.request(want), IdentityPoolTags=tags)
        return str(pool["IdentityPoolId"])

    def read(self, aws: Aws, id: str, known: State) -> State | None:
        pool = aws.client("cognito-identity").describe_identity_pool(IdentityPoolId=id)
        return {
            **self.reply(pool),
            "arn": f"arn:{aws.partition}:cognito-identity:{aws.region}:{aws.account_id}:identitypool/{id}",
            "tagsAll": pool.get("IdentityPoolTags", {}),
        }

    def update(self, aws: Aws, id: str, want: State, changed: set[str], old: State) -> None:
        # What a request leaves out takes its default.
        aws.client("cognito-identity").update_identity_pool(IdentityPoolId=id, **self.request(want))

    def delete(self, aws: Aws, id: str, state: State) -> None:
        aws.client("cognito-identity").delete_identity_pool(IdentityPoolId=id)


class IdentityPoolRoleAttachment(ResourceType):
    """The roles of an identity pool, of which there is one set; its id is the pool's."""

    token = "aws:cognito/identityPoolRoleAttachment:IdentityPoolRoleAttachment"
    declared_by = ("cognito", "IdentityPoolRoleAttachment")
    service = "cognito-identity"
    properties: ClassVar = {
        "identityPoolId": Property("IdentityPoolId", replace=True),
        "roleMappings": Property(
            "RoleMappings",
            fields(
                "identityProvider",
                "type",
                "ambiguousRoleResolution",
                mappingRules=("MappingRules", fields("claim", "matchType", "value", roleArn="RoleARN")),
            ),
            unordered=True,
        ),
        "roles": Property("Roles", replace=True),
        **REGIONAL,
    }
    gone = _GONE

    def refusals(self, inputs: State) -> list[str]:
        if contains_unknown(inputs):
            return []
        unknown = sorted(set(inputs.get("roles") or {}) - {"authenticated", "unauthenticated"})
        sentences = [f"roles.{name} is no role; there are authenticated and unauthenticated." for name in unknown]
        for mapping in inputs.get("roleMappings") or []:
            provider, by_rules = mapping["identityProvider"], mapping["type"] == "Rules"
            if not mapping.get("ambiguousRoleResolution"):
                sentences.append(f"the mapping of {provider} needs ambiguousRoleResolution.")
            if by_rules != bool(mapping.get("mappingRules")):
                sentences.append(f"the mapping of {provider} needs mappingRules if its type is Rules, and only then.")
        return sentences

    def create(self, aws: Aws, want: State) -> str:
        self._set(aws, want)
        return str(want["identityPoolId"])

    def _set(self, aws: Aws, want: State) -> None:
        request = self.request(want)
        mappings = {each.pop("IdentityProvider"): _role_mapping(each) for each in request.pop("RoleMappings", [])}
        aws.client("cognito-identity").set_identity_pool_roles(**request, RoleMappings=mappings)

    def read(self, aws: Aws, id: str, known: State) -> State | None:
        answer = aws.client("cognito-identity").get_identity_pool_roles(IdentityPoolId=id)
        mappings = [
            {
                "IdentityProvider": provider,
                "MappingRules": mapping.pop("RulesConfiguration", {}).get("Rules"),
                **mapping,
            }
            for provider, mapping in answer.get("RoleMappings", {}).items()
        ]
        return self.reply(answer | {"RoleMappings": mappings})

    def update(self, aws: Aws, id: str, want: State, changed: set[str], old: State) -> None:
        self._set(aws, want)

    def delete(self, aws: Aws, id: str, state: State) -> None:
        self._set(aws, {"identityPoolId": id, "roles": {}})


def _role_mapping(mapping: dict[str, Member]) -> dict[str, Member]:
    rules = mapping.pop("MappingRules", None)
    return mapping | {"RulesConfiguration": {"Rules": rules}} if rules else mapping


class IdentityPoolProviderPrincipalTag(ResourceType):
    """The session tags of who comes from one identity provider of a pool; its id is `pool:provider`."""

    token = "aws:cognito/identityPoolProviderPrincipalTag:IdentityPoolProviderPrincipalTag"
    declared_by = ("cognito", "IdentityPoolProviderPrincipalTag")
    service = "cognito-identity"
    properties: ClassVar = {
        "identityPoolId": Property("IdentityPoolId", replace=True),
        "identityProviderName": Property("IdentityProviderName", replace=True),
        "principalTags": Property("PrincipalTags"),
        "useDefaults": Property("UseDefaults", default=True),
        **REGIONAL,
    }
    gone = _GONE

    def create(self, aws: Aws, want: State) -> str:
        self.update(aws, "", want, set(), {})
        return f"{want['identityPoolId']}:{want['identityProviderName']}"

    def read(self, aws: Aws, id: str, known: State) -> State | None:
        region, number, provider = id.split(":", 2)
        return self.reply(
            aws.client("cognito-identity").get_principal_tag_attribute_map(
                IdentityPoolId=f"{region}:{number}", IdentityProviderName=provider
            )
        )

    def update(self, aws: Aws, id: str, want: State, changed: set[str], old: State) -> None:
        aws.client("cognito-identity").set_principal_tag_attribute_map(**{"PrincipalTags": {}, **self.request(want)})

    def delete(self, aws: Aws, id: str, state: State) -> None:
        self.update(aws, id, {**state, "principalTags": {}, "useDefaults": True}, set(), state)


class UserPool(ResourceType):
    """A user pool; its id is the API's."""

    token = "aws:cognito/userPool:UserPool"
    declared_by = ("cognito", "UserPool")
    service = "cognito-idp"
    properties: ClassVar = {
        "accountRecoverySetting": Property(
            "AccountRecoverySetting",
            fields(recoveryMechanisms=("RecoveryMechanisms", fields("name", "priority"))),
            computed=True,
            unordered=True,
        ),
        "adminCreateUserConfig": Property(
            "AdminCreateUserConfig",
            fields(
                "allowAdminCreateUserOnly",
                inviteMessageTemplate=(
                    "InviteMessageTemplate",
                    fields("emailMessage", "emailSubject", smsMessage="SMSMessage"),
                ),
            ),
            computed=True,
            computed_within=frozenset({"inviteMessageTemplate"}),
        ),
        "aliasAttributes": Property("AliasAttributes", replace=True, unordered=True),
        "autoVerifiedAttributes": Property("AutoVerifiedAttributes", unordered=True),
        "deletionProtection": Property("DeletionProtection", default="INACTIVE"),
        "lambdaConfig": Property(
            "LambdaConfig",
            fields(
                "createAuthChallenge",
                "customMessage",
                "defineAuthChallenge",
                "postAuthentication",
                "postConfirmation",
                "preAuthentication",
                "preSignUp",
                "userMigration",
                "verifyAuthChallengeResponse",
            ),
        ),
        "name": Property("PoolName", computed=True),
        "passwordPolicy": Property(
            "PasswordPolicy",
            fields(
                "minimumLength",
                "passwordHistorySize",
                "requireLowercase",
                "requireNumbers",
                "requireSymbols",
                "requireUppercase",
                "temporaryPasswordValidityDays",
            ),
            computed=True,
            computed_within=frozenset({"temporaryPasswordValidityDays"}),
        ),
        "usernameAttributes": Property("UsernameAttributes", replace=True, unordered=True),
        "usernameConfiguration": Property(
            "UsernameConfiguration", fields("caseSensitive"), replace=True, computed=True
        ),
        **REGIONAL,
        **TAGGED,
    }
    outputs: ClassVar = {
        **stable("adminCreateUserConfig", "name", "passwordPolicy", "usernameConfiguration"),
        **stable("arn", "creationDate", "customDomain", "domain", "endpoint", "estimatedNumberOfUsers"),
        **stable("emailVerificationMessage", "emailVerificationSubject", "smsConfiguration", "smsVerificationMessage"),
        **stable("signInPolicy", "userPoolTier", "verificationMessageTemplate"),
        "lastModifiedDate": changes_with(
            *(name for name, known in properties.items() if known.member and not known.replace)
        ),
    }
    auto_name = AutoName("name", 128)
    tagging = _TAGGING
    gone = _GONE

    def refusals(self, inputs: State) -> list[str]:
        if inputs.get("aliasAttributes") and inputs.get("usernameAttributes"):
            return ["either aliasAttributes or usernameAttributes says what users sign in with besides a user name."]
        return []

    def create(self, aws: Aws, want: State) -> str:
        tags = want.get("tagsAll") or {}
        pool = aws.client("cognito-idp").create_user_pool(**self._request(want), UserPoolTags=tags)["UserPool"]
        return str(pool["Id"])

    def _request(self, want: State, names: list[str] | None = None) -> dict[str, Any]:
        request = self.request(want, names)
        policy = request.pop("PasswordPolicy", None)
        return request | ({"Policies": {"PasswordPolicy": policy}} if policy else {})

    def read(self, aws: Aws, id: str, known: State) -> State | None:
        pool = aws.client("cognito-idp").describe_user_pool(UserPoolId=id)["UserPool"]
        policies = pool.get("Policies", {})
        template = pool.get("VerificationMessageTemplate", {})
        return {
            "usernameConfiguration": {"caseSensitive": True},
            **self.reply(pool | {"PoolName": pool["Name"], "PasswordPolicy": policies.get("PasswordPolicy")}),
            "arn": pool["Arn"],
            "creationDate": timestamp(pool["CreationDate"]),
            "customDomain": pool.get("CustomDomain", ""),
            "domain": pool.get("Domain", ""),
            "emailVerificationMessage": pool.get("EmailVerificationMessage", ""),
            "emailVerificationSubject": pool.get("EmailVerificationSubject", ""),
            "endpoint": f"cognito-idp.{aws.region}.{aws.dns_suffix}/{id}",
            "estimatedNumberOfUsers": pool.get("EstimatedNumberOfUsers", 0),
            "lastModifiedDate": timestamp(pool["LastModifiedDate"]),
            "signInPolicy": {
                "allowedFirstAuthFactors": policies.get("SignInPolicy", {}).get("AllowedFirstAuthFactors", ["PASSWORD"])
            },
            "smsVerificationMessage": pool.get("SmsVerificationMessage", ""),
            "userPoolTier": pool.get("UserPoolTier", "ESSENTIALS"),
            "verificationMessageTemplate": {name[0].lower() + name[1:]: text for name, text in template.items()},
            "tagsAll": pool.get("UserPoolTags", {}),
        }

    def update(self, aws: Aws, id: str, want: State, changed: set[str], old: State) -> None:
        # What a request leaves out takes its default.
        names = [name for name, known in self.properties.items() if not known.replace]
        aws.client("cognito-idp").update_user_pool(UserPoolId=id, **self._request(want, names))

    def delete(self, aws: Aws, id: str, state: State) -> None:
        aws.client("cognito-idp").delete_user_pool(UserPoolId=id)


_NEVER_EMPTY = {
    "accessTokenValidity": 0,
    "idTokenValidity": 0,
    "defaultRedirectUri": "",
    "preventUserExistenceErrors": "",
}
_LISTS = (
    "allowedOauthFlows",
    "allowedOauthScopes",
    "callbackUrls",
    "explicitAuthFlows",
    "logoutUrls",
    "readAttributes",
    "supportedIdentityProviders",
    "writeAttributes",
)
# What AWS tells nothing about until somebody sets it.
_EMPTY: State = {**_NEVER_EMPTY, **{name: [] for name in _LISTS}}


class UserPoolClient(ResourceType):
    """An app client of a user pool; its id is the API's."""

    token = "aws:cognito/userPoolClient:UserPoolClient"
    declared_by = ("cognito", "UserPoolClient")
    service = "cognito-idp"
    properties: ClassVar = {
        "accessTokenValidity": Property("AccessTokenValidity", computed=True),
        "allowedOauthFlows": Property("AllowedOAuthFlows", computed=True, unordered=True),
        "allowedOauthFlowsUserPoolClient": Property("AllowedOAuthFlowsUserPoolClient", computed=True),
        "allowedOauthScopes": Property("AllowedOAuthScopes", computed=True, unordered=True),
        "authSessionValidity": Property("AuthSessionValidity", computed=True),
        "callbackUrls": Property("CallbackURLs", computed=True, unordered=True),
        "defaultRedirectUri": Property("DefaultRedirectURI", computed=True),
        "enablePropagateAdditionalUserContextData": Property("EnablePropagateAdditionalUserContextData", computed=True),
        "enableTokenRevocation": Property("EnableTokenRevocation", computed=True),
        "explicitAuthFlows": Property("ExplicitAuthFlows", computed=True, unordered=True),
        "generateSecret": Property(replace=True, from_aws=False),
        "idTokenValidity": Property("IdTokenValidity", computed=True),
        "logoutUrls": Property("LogoutURLs", computed=True, unordered=True),
        "name": Property("ClientName", computed=True),
        "preventUserExistenceErrors": Property("PreventUserExistenceErrors", computed=True),
        "readAttributes": Property("ReadAttributes", computed=True, unordered=True),
        "refreshTokenValidity": Property("RefreshTokenValidity", computed=True),
        "supportedIdentityProviders": Property("SupportedIdentityProviders", computed=True, unordered=True),
        "tokenValidityUnits": Property("TokenValidityUnits", fields("accessToken", "idToken", "refreshToken")),
        "userPoolId": Property("UserPoolId", replace=True),
        "writeAttributes": Property("WriteAttributes", computed=True, unordered=True),
        **REGIONAL,
    }
    outputs: ClassVar = stable("clientSecret", *(name for name, known in properties.items() if known.computed))
    auto_name = AutoName("name", 128)
    gone = _GONE

    def create(self, aws: Aws, want: State) -> str:
        secret = bool(want.get("generateSecret"))
        answer = aws.client("cognito-idp").create_user_pool_client(**self.request(want), GenerateSecret=secret)
        return str(answer["UserPoolClient"]["ClientId"])

    def read(self, aws: Aws, id: str, known: State) -> State | None:
        answer = aws.client("cognito-idp").describe_user_pool_client(UserPoolId=known["userPoolId"], ClientId=id)
        client = answer["UserPoolClient"]
        return {**_EMPTY, **self.reply(client), "clientSecret": client.get("ClientSecret", "")}

    def imported(self, id: str) -> tuple[str, State]:
        user_pool_id, _, client_id = id.rpartition("/")
        return client_id, {"userPoolId": user_pool_id}

    def update(self, aws: Aws, id: str, want: State, changed: set[str], old: State) -> None:
        # What a request leaves out takes its default; these can be left out, but not be empty.
        names = [name for name, value in want.items() if value or name not in _NEVER_EMPTY]
        request = {"TokenValidityUnits": {}, **self.request(want, names)}
        aws.client("cognito-idp").update_user_pool_client(ClientId=id, **request)

    def delete(self, aws: Aws, id: str, state: State) -> None:
        aws.client("cognito-idp").delete_user_pool_client(UserPoolId=state["userPoolId"], ClientId=id)


TYPES = (IdentityPool, IdentityPoolRoleAttachment, IdentityPoolProviderPrincipalTag, UserPool, UserPoolClient)
