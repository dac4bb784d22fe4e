# shellcheck shell=sh disable=SC2154 # variables of words.sh
# Vagrant: "vagrant up" with vagrant-libvirt, a box of ours and a Vagrantfile with what gpupt export prints.
# It then waits for an address, which this guest never asks for: the domain and its console are judged.
export HOME=/root VAGRANT_HOME="$work/vagrant.d" VAGRANT_CHECKPOINT_DISABLE=1
export VAGRANT_CWD="$work/project" VAGRANT_DEFAULT_PROVIDER=libvirt
modprobe -a bridge tun
sed -i 's/^#*firewall_backend.*/firewall_backend = "iptables"/' /etc/libvirt/network.conf
grep -q ^firewall_backend /etc/libvirt/network.conf || echo 'firewall_backend = "iptables"' >>/etc/libvirt/network.conf

mkdir "$work/project"

make_box() {
	mkdir "$work/box"
	echo '{ "provider": "libvirt", "format": "qcow2", "virtual_size": 1 }' >"$work/box/metadata.json"
	qemu-img create -q -f qcow2 "$work/box/box.img" 16M
	tar -C "$work/box" -czf "$work/guest.box" metadata.json box.img
	vagrant box add --name guest "$work/guest.box"
}

vagrantfile() {
	cat <<-END
		Vagrant.configure("2") do |config|
		  config.vm.box = "guest"
		  config.vm.synced_folder ".", "/vagrant", disabled: true
		  config.vm.provider :libvirt do |v|
		    v.driver = "kvm"
		    v.memory = $guest_memory
		    v.machine_type = "q35"
		    v.graphics_type = "none"
		    v.video_type = "none"
		    v.kernel = "/lab-guests/vmlinux"
		    v.initrd = "/lab-guests/initrd"
		    v.cmd_line = "$guest_line"
		    v.serial :type => "file", :source => { :path => "$console" }
		$(gpupt export vagrant)
		  end
		end
	END
}

started_domain() { # or nobody will start it any more
	dead "$vagrant" || { pid=$(cat /run/libvirt/qemu/project_default.pid 2>/dev/null) && alive "$pid"; }
}

start_vagrant() {
	[ -z "${vagrant-}" ] || off
	: >"$console"
	vagrant up >out/vagrant.log 2>&1 &
	vagrant=$!
	pid=0
	# shellcheck disable=SC2317 # for whoever ends the guest
	off() {
		kill -KILL "$vagrant"
		vagrant destroy -f >>out/vagrant.log 2>&1
	}
	wait_for started_domain
	alive "$pid" || {
		sed 's/^/# vagrant: /' out/vagrant.log
		return 1
	}
}

progress "vagrant: the box"
check "vagrant: a box" make_box
console=/var/log/libvirt/qemu/vagrant-console
vagrantfile >"$work/project/Vagrantfile"
judge_guest "vagrant $(dpkg-query -W -f '${Version}' vagrant | sed 's/+.*//')" start_vagrant
cp /var/log/libvirt/qemu/project_default.log "$work/project/Vagrantfile" out/
