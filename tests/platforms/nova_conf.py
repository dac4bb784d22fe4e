#!/usr/bin/env python3
# nova_conf.py FILE...: Nova's own reading of a nova.conf: the [pci] section, its device specs, which
# must fit each function of theirs and no twin elsewhere, the aliases, and what a flavor with the
# property of the comment asks for.
import json
import re
import sys

from nova import conf, objects
from nova.pci import request, whitelist

objects.register_all()
CONF = conf.CONF


def device(address, spec):
    return {"address": address, "vendor_id": spec["vendor_id"], "product_id": spec["product_id"],
            "parent_addr": None, "dev_type": "type-PCI", "capabilities": {}}


def judge(name):
    CONF.clear()
    CONF([], project="nova", default_config_files=[name])
    specs = [json.loads(s) for s in CONF.pci.device_spec]
    known = whitelist.Whitelist(CONF.pci.device_spec)
    for spec in specs:
        if known.device_assignable(device("0000:ee:1f.7", spec)):
            raise ValueError("a twin elsewhere would be offered as well")
    for spec in specs:
        if not known.device_assignable(device(spec["address"], spec)):
            raise ValueError("the function itself does not fit: " + spec["address"])
        if spec.get("managed") != "no":
            raise ValueError("managed was not understood")
    with open(name) as file:
        text = file.read()
    if len(specs) != text.count("\ndevice_spec ="):
        raise ValueError("not every device_spec was read")
    wanted = re.search(r'"pci_passthrough:alias"="(.*)"', text)[1]
    flavor = objects.Flavor(extra_specs={"pci_passthrough:alias": wanted})
    requests = request.get_pci_requests_from_flavor(flavor).requests
    if sum(r.count for r in requests) != sum(int(w.split(":")[1]) for w in wanted.split(",")):
        raise ValueError("the flavor asks for something else")
    if len(request._get_alias_from_config()) != len(CONF.pci.alias):
        raise ValueError("two aliases have one name")


for name in sys.argv[1:]:
    try:
        judge(name)
        print("yes", name)
    except Exception as error:
        print("no", name, type(error).__name__, str(error).replace("\n", " ")[:200])
