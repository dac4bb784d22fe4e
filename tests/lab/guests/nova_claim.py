#!/usr/bin/env python3
# nova_claim.py NOVA-CONF [OTHER-CONF]: what Nova's compute service does with the host's devices from the
# first look at them to a guest's configuration, by its own code and the real libvirt; without its
# database, from which an instance's request would come. Prints what it reports, offers and claims, and
# each hostdev; and what it would offer with the other configuration.
import json
import re
import sys
import uuid
from unittest import mock

from nova import conf, context, objects
from nova.pci import manager, request
from nova.virt.libvirt import driver

objects.register_all()
CONF = conf.CONF
admin = context.get_admin_context()


def tell(word, addresses):
    print(word, *sorted(addresses))


def configure(name):
    CONF.clear()
    CONF([], project="nova", default_config_files=[name])


def offer(reported):
    nobody = objects.PciDeviceList(objects=[])
    with mock.patch.object(objects.PciDeviceList, "get_by_compute_node", return_value=nobody):
        tracker = manager.PciDevTracker(admin, objects.ComputeNode(id=1, numa_topology=None))
    tracker.update_devices_from_hypervisor_resources(reported)
    return tracker


def flavor(name):
    with open(name) as file:
        wanted = re.search(r'"pci_passthrough:alias"="(.*)"', file.read())[1]
    requests = request.get_pci_requests_from_flavor(
        objects.Flavor(extra_specs={"pci_passthrough:alias": wanted}))
    requests.instance_uuid = str(uuid.uuid4())
    return requests


configure(sys.argv[1])
compute = driver.LibvirtDriver(None)
reported = compute._get_pci_passthrough_devices()
tell("reported", (device["address"] for device in json.loads(reported)))
tracker = offer(reported)
tell("offered", (device.address for device in tracker.pci_devs))
claimed = tracker.claim_instance(admin, flavor(sys.argv[1]), None)
tell("claimed", (device.address for device in claimed))
for device in claimed:
    print(compute._get_guest_pci_device(device).to_xml())
for other in sys.argv[2:]:
    configure(other)
    tell("otherwise", (device.address for device in offer(reported).pci_devs))
