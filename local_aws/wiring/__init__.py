"""Whether what the Chime SDK does on behalf of its objects is allowed, by the policies that moto stores.

The caller's own rights are not evaluated: whoever calls local AWS may do everything.
"""
