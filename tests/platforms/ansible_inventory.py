#!/usr/bin/env python3
# ansible_inventory.py FILE...: Ansible's own reading of an inventory; in it every pci_slot must
# still be a text with its colons.
import re
import sys

from ansible.inventory.manager import InventoryManager
from ansible.parsing.dataloader import DataLoader
from ansible.plugins.loader import init_plugin_loader

init_plugin_loader()


def judge(name):
    inventory = InventoryManager(loader=DataLoader(), sources=[name])
    machines = inventory.get_hosts("gpu_passthrough_vms")
    hosts = [host.get_name() for host in inventory.get_hosts("baremetal")]
    if not machines or len(hosts) != 1:
        raise ValueError("groups or hosts are missing")
    for machine in machines:
        slot = machine.get_vars()["pci_slot"]
        if not isinstance(slot, str) or not re.fullmatch(r"([0-9a-f]{4}:)?..:..\.[0-7]", slot):
            raise ValueError("pci_slot became %r" % slot)
        if machine.get_vars()["parent_host"] not in hosts:
            raise ValueError("parent_host is no host")
        if machine.get_vars()["gpu_passthrough"] is not True:
            raise ValueError("gpu_passthrough is not true")


for name in sys.argv[1:]:
    try:
        judge(name)
        print("yes", name)
    except Exception as error:
        print("no", name, type(error).__name__, str(error).replace("\n", " ")[:200])
