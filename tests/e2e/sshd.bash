# Two hosts: two ssh servers on this machine, with keys that are made here. A scenario sources this after lib.sh.
# shellcheck shell=bash
sshd=$(PATH=$PATH:/usr/sbin command -v sshd) || skip "there is no sshd"
new_repo
far=$WORK/far # what is "there"
mkdir -p "$far" keys
[ "$(id -u)" -ne 0 ] || mkdir -p /run/sshd
ssh-keygen -q -a 1 -t ed25519 -N 'opensesame77' -f keys/user
ssh-keygen -q -t ed25519 -N '' -f keys/stranger
declare -a port
# The login shells there, where they are installed: neither is a Bourne shell.
login=([1]=$(command -v csh || true) [2]=$(command -v fish || true))
# start HOST [LINE]: its server, on a free port, with that line of its configuration; SHLVL keeps bash from reading .bashrc.
start() {
	local tries=20
	[ -e "keys/host$1" ] || ssh-keygen -q -t ed25519 -N '' -f "keys/host$1"
	until port[$1]=$((20000 + RANDOM % 12000)) && printf '%s\n' "Port ${port[$1]}" 'ListenAddress 127.0.0.1' \
		"HostKey $PWD/keys/host$1" "AuthorizedKeysFile $PWD/keys/user.pub" "PidFile $PWD/keys/pid$1" \
		'StrictModes no' 'UsePAM no' 'PasswordAuthentication no' "SetEnv SHLVL=1 TMPDIR=$far" \
		"${login[$1]:+ForceCommand exec ${login[$1]} -c \"\$SSH_ORIGINAL_COMMAND\"}" "${2-}" >"keys/conf$1" &&
		"$sshd" -f "$PWD/keys/conf$1"; do
		[ $((tries -= 1)) -gt 0 ] || fail "no sshd"
	done
	wait_until test -s "keys/pid$1"
	echo "[127.0.0.1]:${port[$1]} $(cut -d' ' -f1,2 "keys/host$1.pub")" >>keys/known
}
stop() { cat keys/pid* | xargs kill; }
trap stop EXIT
start 1
start 2
sleep="sleep 47${port[1]}" # which nobody else does
nothing_left() {
	expect_no_process "$sleep"
	wait_until no_folder
}
no_folder() { ! compgen -G "$far/benchctl.*" >/dev/null; }
# config [FILE] <STAGES
config() {
	cat >"${1-benchctl.yaml}" <<Y
benchmark: { name: cluster }
hosts:
  db: { ip: 127.0.0.1, port: ${port[1]}, username: $(id -un), key_file: keys/user, key_password: '\${KEYPASS}', known_hosts: keys/known }
  app: { ip: 127.0.0.1, port: ${port[2]}, username: $(id -un), key_file: keys/user, key_password: '\${KEYPASS}', known_hosts: keys/known }
$(cat)
Y
}
export KEYPASS=opensesame77
