# shellcheck shell=bash
# Sourced in a cell: a user manager of systemd with a bus of its own, and folders of the system in
# which may be written without a trace. CELL is the cell's folder.
mount --make-rshared /
mount -t tmpfs none /run
mkdir -p /run/systemd/system "$CELL/bus"
for place in etc usr var srv; do
    new=$CELL/$place.new work=$CELL/$place.work
    mkdir -p "$new" "$work"
    mount -t overlay -o "lowerdir=/$place,upperdir=$new,workdir=$work" none "/$place"
done
cp "$(command -v hfenv)" /usr/bin/hfenv
python=$(python3 -c 'import sys; print(sys.executable)')
printf '#!/bin/sh\nexec %s "$@"\n' "$python" >/usr/bin/python3.new
chmod +x /usr/bin/python3.new
mv -f /usr/bin/python3.new /usr/bin/python3
mkdir -p /etc/systemd/user /etc/systemd/system
cat >/etc/systemd/user/dbus.socket <<END
[Socket]
ListenStream=%t/bus
END
cat >/etc/systemd/user/dbus.service <<END
[Service]
Type=notify
ExecStart=$(command -v dbus-daemon) --session --address=systemd: --nofork --nopidfile
END
unset DBUS_SESSION_BUS_ADDRESS
/lib/systemd/systemd --user >"$CELL/manager.log" 2>&1 </dev/null &
manager=$!
trap 'kill $manager; wait $manager || true' EXIT
for _ in $(seq 100); do
    [ ! -e "$XDG_RUNTIME_DIR/systemd/private" ] || break
    sleep 0.1
done
systemctl --user start dbus.socket dbus.service
