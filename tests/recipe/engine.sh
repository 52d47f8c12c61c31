# shellcheck shell=bash
# Sourced in a cell: podman's storage and settings in the cell's folder, and the images that the
# recipes start from, made of a busybox, a bash and their libraries. CELL is the cell's folder, HUB
# the Hub's address.
# What podman notes there is nothing to the machine.
for place in /run /dev/shm /var/cache; do
    mount -t tmpfs none "$place"
done
cd "$CELL" || exit
cat >containers.conf <<END
[containers]
cgroups = "disabled"
netns = "host"
default_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
END
cat >storage.conf <<END
[storage]
driver = "overlay"
graphroot = "$CELL/images"
runroot = "$CELL/run"
END
export CONTAINERS_CONF=$CELL/containers.conf CONTAINERS_STORAGE_CONF=$CELL/storage.conf
export BUILDAH_ISOLATION=chroot
trap 'cd /; podman rm -f -a -t 0 >/dev/null 2>&1 || true' EXIT
mkdir -p base/bin base/tmp base/etc base/usr/local/bin base/root
echo 'root:x:0:0::/root:/bin/sh' >base/etc/passwd
cp "$(command -v busybox)" "$(command -v bash)" base/bin
for name in $(busybox --list); do
    [ -e "base/bin/$name" ] || ln -s busybox "base/bin/$name"
done
# A program in Python is played by a script of the shell.
printf '#!/bin/sh\nexec sh "$@"\n' >base/bin/python
chmod +x base/bin/python
strip -o hfenv "$(command -v hfenv)"
ldd base/bin/busybox base/bin/bash hfenv | grep -o '/[^ ]*\.so[^ ]*' | sort -u |
    while read -r file; do
        mkdir -p "base${file%/*}"
        cp -L "$file" "base$file"
    done
cp hfenv "$HOME/work/hfenv"
tar -C base -cf base.tar .
python=docker.io/library/python:3.12-slim
podman import -q --change "ENV HF_ENDPOINT=$HUB" base.tar "$python" >/dev/null
nginx=docker.io/library/nginx:stable
podman import -q --change 'CMD ["sleep", "600"]' base.tar "$nginx" >/dev/null
rm -r base base.tar
cd "$HOME/work" || exit
