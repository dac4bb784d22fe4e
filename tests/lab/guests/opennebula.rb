#!/usr/bin/env ruby
# opennebula.rb PCI-CONF: the functions that OpenNebula's probe reports of this host, as the comments in its
# pci.conf describe it: lspci looks for each filter, and then an address must be in the list as lspci
# prints it. There is no package of OpenNebula in Debian.
require 'yaml'
conf = YAML.safe_load(File.read(ARGV[0]), permitted_classes: [Symbol])
filters = [conf[:filter]].flatten.flat_map { |filter| filter.split(',') }
found = filters.flat_map { |filter| `lspci -mm -nn -d #{filter}`.lines }.map { |line| line.split.first }
listed = conf[:short_address] || []
puts found.uniq.sort.select { |address| listed.empty? || listed.include?(address) }
