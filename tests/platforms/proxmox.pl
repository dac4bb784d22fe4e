#!/usr/bin/perl
# proxmox.pl FILE: the lines as Proxmox VE's documentation of hostpci and of mappings specifies
# them; Debian has no package with its own parser.
use strict;
use warnings;

my $address = qr/[0-9a-f]{4,}:[0-9a-f]{2}:[0-9a-f]{2}(?:\.[0-9a-f])?/;
my %hostpci;
my $name;
while (<>) {
    if (/^#   (\S+)$/) {
        $name = $1;
    } elsif (/^#   \tmap (\S+)$/) {
        my %map = map { split(/=/, $_, 2) } split(/,/, $1);
        die "$.: mapping\n" unless delete($map{node}) =~ /^[a-zA-Z0-9.-]+$/
            && delete($map{path}) =~ /^(?:$address;)*$address$/
            && delete($map{id}) =~ /^[0-9a-f]{4}:[0-9a-f]{4}$/
            && delete($map{'subsystem-id'}) =~ /^[0-9a-f]{4}:[0-9a-f]{4}$/
            && (delete($map{iommugroup}) // 0) =~ /^\d+$/ && $name =~ /^[a-z][a-z0-9_-]+$/i;
        die "$.: unknown key in mapping\n" if %map;
    } elsif (!/^#/) {
        die "$.: $_" unless /^hostpci(\d+): $address(?:;$address)*,pcie=1$/ && $1 < 16 && !$hostpci{$1}++;
    }
}
die "nothing\n" unless %hostpci;
