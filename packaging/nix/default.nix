# SPDX-License-Identifier: GPL-2.0-or-later
# The programs. NixOS makes its initrd in a way of its own, which gpupt has no hook for yet: there
# the host command looks, plans and exports, and boot.initrd has to run lib/gpupt/gpupt-bind.
{ lib
, stdenv
, json_c
, kmod
, libarchive
, musl
, pciutils
, pkg-config
}:

stdenv.mkDerivation {
  pname = "gpupt";
  version = "0.1.0";
  src = lib.cleanSource ../..;

  nativeBuildInputs = [ musl.dev pkg-config ];
  buildInputs = [ json_c kmod libarchive pciutils ];

  # The binder is static; its flags are its own.
  hardeningDisable = [ "all" ];
  makeFlags = [ "BINDER_CC=musl-gcc" "PREFIX=${placeholder "out"}" ];
  dontStrip = true;

  meta = {
    description = "Claim chosen GPUs for virtual machines before udev";
    homepage = "https://gpupt.example";
    license = lib.licenses.gpl2Plus;
    platforms = lib.platforms.linux;
    mainProgram = "gpupt";
  };
}
