#!/usr/bin/env python3
# functions.py DIR ROOT: reads each export DIR/FORMAT as its format is read (YAML, XML, INI, lines)
# and prints "FORMAT FUNCTION..." in order: the functions that a guest gets. For KubeVirt, which
# chooses by IDs, ROOT says who has them and is on vfio-pci. A value that YAML turned into something
# else than a text stops it: an address that is a number has no colons left.
import ast
import configparser
import glob
import os
import re
import sys
import xml.etree.ElementTree

import yaml

ADDRESS = re.compile(r"[0-9a-f]{4,8}:[0-9a-f]{2}:[0-1][0-9a-f]\.[0-7]")
directory, root = sys.argv[1:]
devices = root + "/sys/bus/pci/devices/"


def lines(text):
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def uncommented(text, indent):
    """The comments that are indented so far: what is to be pasted from them."""
    return "".join(line[1 + indent:] + "\n" for line in text.splitlines()
                   if line.startswith("#" + " " * indent))


def profile(text):
    document = yaml.safe_load(text)
    devices = list(document["devices"].values())
    assert document["config"] == {} and all(d["type"] == "pci" for d in devices)
    found = [d["address"] for d in devices]
    commands = re.findall(r"^#   \w+ config device add VM (\S+) pci address=(\S+)$", text, re.M)
    assert commands == list(zip(document["devices"], found)), commands
    return found


def libvirt(text):
    devices = xml.etree.ElementTree.fromstring("<devices>" + text + "</devices>")
    ports = [c.get("index") for c in devices.findall("controller[@model='pcie-root-port']")]
    assert len(set(ports)) == len(ports) and len(devices) == len(devices.findall("*"))
    guests = []
    found = []
    for hostdev in devices.findall("hostdev"):
        assert hostdev.get("managed") == "no" and hostdev.get("type") == "pci"
        a = {k: int(v, 16) for k, v in hostdev.find("source/address").attrib.items()}
        found.append("%04x:%02x:%02x.%x" % (a["domain"], a["bus"], a["slot"], a["function"]))
        g = hostdev.find("address")
        assert str(int(g.get("bus"), 16)) in ports
        guests.append((g.get("bus"), g.get("slot"), g.get("function")))
    assert len(set(guests)) == len(guests), "two functions in one place"
    assert {(bus, "0x00", "0x0") for bus, _, _ in guests} <= set(guests), "no function 0"
    return found


def vagrant(text):
    pattern = (r"v\.pci :domain => '0x(\w{4,8})', :bus => '0x(\w\w)', :slot => '0x(\w\w)', "
               r":function => '0x(\w)'")
    return ["%s:%s:%s.%s" % re.fullmatch(pattern, line).groups() for line in lines(text)]


def whole(short):
    return short if short.count(":") == 2 else "0000:" + short


def opennebula(text):
    probe = yaml.safe_load(uncommented(text, 3))
    found = [re.fullmatch(r'PCI = \[ SHORT_ADDRESS = "(.*)" \]', line)[1] for line in lines(text)]
    assert probe[":short_address"] == found, probe
    assert all(re.fullmatch("[0-9a-f]{4}:[0-9a-f]{4}", i) for i in probe[":filter"].split(","))
    return [whole(short) for short in found]


def nova(text):
    parser = configparser.ConfigParser(strict=False, interpolation=None,
                                       dict_type=MultiDict, empty_lines_in_values=False)
    parser.read_string(text)
    specs = [ast.literal_eval(s) for s in parser["pci"]["device_spec"].split("\n")]
    aliases = [ast.literal_eval(s) for s in parser["pci"]["alias"].split("\n")]
    names = [a["name"] for a in aliases]
    assert len(set(names)) == len(names)
    assert {(s["vendor_id"], s["product_id"]) for s in specs} == \
        {(a["vendor_id"], a["product_id"]) for a in aliases}
    wanted = re.search(r'"pci_passthrough:alias"="(.*)"', text)[1]
    assert {w.split(":")[0] for w in wanted.split(",")} <= set(names)
    return [s["address"] for s in specs]


class MultiDict(dict):
    def __setitem__(self, key, value):
        if isinstance(value, list) and key in self:
            self[key].extend(value)
        else:
            super().__setitem__(key, value)


def proxmox(text):
    found = []
    for number, line in enumerate(lines(text)):
        path = re.fullmatch(r"hostpci(\d+): (\S+),pcie=1", line)
        assert int(path[1]) == number
        assert f",path={path[2]},id=" in text
        for part in path[2].split(";"):
            found += [part] if "." in part else sorted(map(os.path.basename,
                                                           glob.glob(devices + part + ".*")))
    return found


def qemu(text):
    assert all(line.startswith("-device ") for line in lines(text))
    return [re.search(r"(?:host=|devices/)([^,]*)", line)[1] for line in lines(text)
            if "vfio-pci" in line]


def read(address, name):
    with open(devices + address + "/" + name) as attribute:
        return attribute.read().strip()[2:].upper()


def kubevirt(text):
    offered = yaml.safe_load(text)["spec"]["configuration"]["permittedHostDevices"]["pciHostDevices"]
    machine = yaml.safe_load(uncommented(text, 3))
    resources = [o["resourceName"] for o in offered]
    used = [d["deviceName"] for d in machine.get("gpus", []) + machine.get("hostDevices", [])]
    assert set(resources) == set(used)
    found = []
    for address in sorted(os.listdir(devices)):
        ids = read(address, "vendor") + ":" + read(address, "device")
        driver = os.path.basename(os.path.realpath(devices + address + "/driver"))
        if driver == "vfio-pci" and ids in [o["pciVendorSelector"] for o in offered]:
            found.append(address)
    assert len(used) == len(found)
    return found


def harvester(text):
    claims = list(yaml.safe_load_all(text))
    assert all(c["kind"] == "PCIDeviceClaim" for c in claims)
    for claim in claims:
        spec = claim["spec"]
        digits = spec["address"].replace(":", "").replace(".", "")
        assert claim["metadata"]["name"] == spec["nodeName"] + "-" + digits
    return [c["spec"]["address"] for c in claims]


def ansible(text):
    groups = yaml.safe_load(text)["all"]["children"]
    machines = groups["gpu_passthrough_vms"]["hosts"].values()
    (host, settings), = groups["baremetal"]["hosts"].items()
    assert settings["server_type"] in ("desktop", "headless")
    assert settings["configure_gpu_passthrough"] is True
    found = []
    for machine in machines:
        assert machine["parent_host"] == host and machine["gpu_passthrough"] is True
        assert isinstance(machine["gpu_type"], str)
        assert whole(machine["pci_slot"]) == machine["pci_functions"][0]
        found += machine["pci_functions"]
    return found


def udev(text):
    access = r'OWNER="root", GROUP="kvm", MODE="0660"'
    group = (r'SUBSYSTEM=="vfio", KERNEL=="\[0-9\]\*", '
             r'TEST=="/sys/kernel/iommu_groups/%k/devices/(\S+)", ' + access)
    device = r'SUBSYSTEM=="vfio-dev", KERNELS=="(\S+)", ' + access
    tested = [m[1] for m in (re.fullmatch(group, line) for line in lines(text)) if m]
    found = [m[1] for m in (re.fullmatch(device, line) for line in lines(text)) if m]
    assert len(tested) + len(found) == len(list(lines(text)))
    groups = {os.path.realpath(devices + a + "/iommu_group") for a in tested}
    assert groups == {os.path.realpath(devices + a + "/iommu_group") for a in found}
    assert len(groups) == len(tested)
    return found


readers = {"lxd": profile, "incus": profile}
for name in sorted(os.listdir(directory)):
    with open(directory + "/" + name) as file:
        text = file.read()
    functions = readers.get(name, globals().get(name))(text)
    assert all(ADDRESS.fullmatch(f) for f in functions), functions
    print(name, *functions)
