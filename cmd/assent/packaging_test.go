package main

import (
	"debug/elf"
	"encoding/json"
	"net"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestCrossBuild builds the program for every system that it is released for,
// without cgo. Nothing is optimised: that is what takes the time. Where
// CROSS_BUILD is not "all", only the commonest machine of each system is built
// for.
func TestCrossBuild(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: nothing is built for other systems")
	}
	common := map[string]string{"linux": "amd64", "darwin": "arm64", "windows": "amd64"}
	for _, goos := range []string{"linux", "darwin", "windows"} {
		for _, goarch := range []string{"amd64", "arm64"} {
			t.Run(goos+"/"+goarch, func(t *testing.T) {
				if common[goos] != goarch && os.Getenv("CROSS_BUILD") != "all" {
					t.Skip("CROSS_BUILD=all builds for this too")
				}
				binary := filepath.Join(t.TempDir(), "assent")
				c := exec.Command("go", "build", "-gcflags=all=-N -l", "-o", binary, ".")
				c.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS="+goos, "GOARCH="+goarch)
				if out, err := c.CombinedOutput(); err != nil {
					t.Fatalf("%v\n%s", err, out)
				}
				if goos == "linux" {
					mustBeStatic(t, binary)
				}
				if goos != runtime.GOOS || goarch != runtime.GOARCH {
					return
				}
				if out, err := exec.Command(binary, "version").Output(); err != nil ||
					!strings.HasSuffix(string(out), " "+platform+"\n") {
					t.Errorf("it says %q: %v", out, err)
				}
			})
		}
	}
}

// mustBeStatic checks that the program runs without a dynamic linker, as in the
// container image.
func mustBeStatic(t *testing.T, binary string) {
	t.Helper()
	f, err := elf.Open(binary)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, p := range f.Progs {
		if p.Type == elf.PT_INTERP || p.Type == elf.PT_DYNAMIC {
			t.Errorf("it has a segment %s, so it is not static", p.Type)
		}
	}
}

// instruction is one of a Dockerfile, or one line of a unit file.
type instruction struct{ name, value string }

// list reads a value that is a JSON array, such as that of VOLUME.
func (i instruction) list(t *testing.T) (l []string) {
	t.Helper()
	if err := json.Unmarshal([]byte(i.value), &l); err != nil {
		t.Fatalf("%s %s: %v", i.name, i.value, err)
	}
	return l
}

type instructions []instruction

func (all instructions) values(name string) (v []string) {
	for _, i := range all {
		if i.name == name {
			v = append(v, i.value)
		}
	}
	return v
}

// only returns the one instruction of this name.
func (all instructions) only(t *testing.T, name string) instruction {
	t.Helper()
	v := all.values(name)
	if len(v) != 1 {
		t.Fatalf("%d lines %s, want one", len(v), name)
	}
	return instruction{name, v[0]}
}

func readInstructions(t *testing.T, file, separator string) (all instructions) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if name, value, ok := strings.Cut(line, separator); ok && !strings.HasPrefix(line, "#") {
			all = append(all, instruction{name, strings.TrimSpace(value)})
		}
	}
	return all
}

// understands reports a command line that the program does not accept.
func understands(t *testing.T, args ...string) {
	t.Helper()
	if code, _, said := assent(t, nil, "", append(args, "--help")...); code != 0 {
		t.Errorf("%q: exit code %d: %s", args, code, said)
	}
}

// TestDockerfile: what the image promises is what the program does.
func TestDockerfile(t *testing.T) {
	all := readInstructions(t, "Dockerfile", " ")
	from := all.values("FROM")
	if len(from) != 2 || !strings.HasPrefix(from[1], "gcr.io/distroless/static-debian") ||
		!strings.HasSuffix(from[1], ":nonroot") {
		t.Fatalf("FROM %q, want a build and a distroless static image without root", from)
	}
	second := slices.Index(all, instruction{"FROM", from[1]})
	build, image := all[:second], all[second:]

	mod, err := os.ReadFile(filepath.Join(module, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	wants := regexp.MustCompile(`(?m)^go (\d+\.\d+)`).FindSubmatch(mod)
	if !strings.Contains(from[0], "golang:"+string(wants[1])+" ") {
		t.Errorf("FROM %s, go.mod wants %s", from[0], wants[1])
	}
	compile := slices.IndexFunc(build, func(i instruction) bool {
		return i.name == "RUN" && strings.Contains(i.value, "go build")
	})
	if compile < 0 {
		t.Fatal("nothing is built")
	}
	for _, want := range []string{"CGO_ENABLED=0", "-trimpath", "GOOS=$TARGETOS", "GOARCH=$TARGETARCH",
		" ./cmd/assent"} {
		if !strings.Contains(build[compile].value, want) {
			t.Errorf("the build lacks %s", want)
		}
	}

	var env []string
	for _, v := range image.values("ENV") {
		env = append(env, strings.Fields(v)...)
	}
	conf, err := loadConfig("", env)
	if err != nil {
		t.Fatal(err)
	}
	if v := image.only(t, "VOLUME").list(t); !slices.Equal(v, []string{conf.Data, conf.Keys}) {
		t.Errorf("the volumes are %q, the folders %q and %q", v, conf.Data, conf.Keys)
	}
	if !path.IsAbs(conf.Data) || within(conf.Data, conf.Keys) || within(conf.Keys, conf.Data) {
		t.Errorf("%s and %s lie in one another", conf.Data, conf.Keys)
	}
	host, port, err := net.SplitHostPort(conf.Listen)
	if err != nil || !net.ParseIP(host).IsUnspecified() || image.only(t, "EXPOSE").value != port {
		t.Errorf("it listens on %s and exposes %s", conf.Listen, image.only(t, "EXPOSE").value)
	}

	user := image.only(t, "USER").value
	if !regexp.MustCompile(`^[1-9]\d*:[1-9]\d*$`).MatchString(user) {
		t.Errorf("USER %s, want numbers, for who checks that it is not root", user)
	}
	// The volumes take over their owner and mode from what is copied there.
	folders := "--from=build --chown=" + user + " /out/state " + path.Dir(conf.Data)
	made := "mkdir -p -m 0700 /out/state/" + path.Base(conf.Data) + " /out/state/" + path.Base(conf.Keys)
	if !slices.Contains(image.values("COPY"), folders) || !slices.Contains(build.values("RUN"), made) ||
		path.Dir(conf.Data) != path.Dir(conf.Keys) {
		t.Errorf("want RUN %s and COPY %s", made, folders)
	}

	entry := image.only(t, "ENTRYPOINT").list(t)
	if len(entry) != 1 || !slices.Contains(image.values("COPY"), "--from=build /out/assent "+entry[0]) {
		t.Errorf("ENTRYPOINT %q is not what is copied", entry)
	}
	understands(t, image.only(t, "CMD").list(t)...)
	_, check, _ := strings.Cut(image.only(t, "HEALTHCHECK").value, "CMD ")
	health := instruction{"HEALTHCHECK", check}.list(t)
	if health[0] != entry[0] {
		t.Errorf("the image has no %s", health[0])
	}
	understands(t, health[1:]...)
	if signal := image.only(t, "STOPSIGNAL").value; signal != "SIGTERM" {
		t.Errorf("%s does not end it in order", signal)
	}
}

func within(name, dir string) bool {
	rel, err := filepath.Rel(dir, name)
	return err == nil && filepath.IsLocal(rel)
}

// TestUnit: what the unit promises is what the program does.
func TestUnit(t *testing.T) {
	all := readInstructions(t, "assent.service", "=")
	command := strings.Fields(all.only(t, "ExecStart").value)
	understands(t, command[1:]...)

	// The folders are those that the program takes where it is started.
	working := all.only(t, "WorkingDirectory").value
	state := strings.Fields(all.only(t, "StateDirectory").value)
	for _, dir := range []string{".", defaults().Data, defaults().Keys} {
		rel, err := filepath.Rel("/var/lib", filepath.Join(working, dir))
		if err != nil || !slices.Contains(state, rel) {
			t.Errorf("the unit makes %q, not %s", state, rel)
		}
	}
	if mode := all.only(t, "StateDirectoryMode").value; mode != "0700" {
		t.Errorf("the folders are made with mode %s, which assent doctor does not like", mode)
	}

	name, value, _ := strings.Cut(all.only(t, "Environment").value, "=")
	credential, _, _ := strings.Cut(all.only(t, "LoadCredential").value, ":")
	if name != masterFileVariable || value != "%d/"+credential {
		t.Errorf("the credential %s is read as %s=%s", credential, name, value)
	}

	stop, err := time.ParseDuration(all.only(t, "TimeoutStopSec").value)
	if least := shutdownRequests + shutdownWork + 10*time.Second; err != nil || stop < least {
		t.Errorf("it is killed after %s, a shutdown takes up to %s", stop, least)
	}
	for name, want := range map[string]string{
		"KillSignal": "SIGTERM", "Restart": "on-failure", "NoNewPrivileges": "yes", "ProtectSystem": "strict",
		"UMask":                 "0077",
		"CapabilityBoundingSet": "",
	} {
		if v := all.values(name); !slices.Equal(v, []string{want}) {
			t.Errorf("%s=%q, want %q", name, v, want)
		}
	}
	if user := all.only(t, "User").value; user == "root" {
		t.Error("it runs as root")
	}
}

// TestUnitBySystemd has systemd check the unit, and rate how exposed it is.
func TestUnitBySystemd(t *testing.T) {
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("there is no systemd-analyze here, so the unit is not verified")
	}
	text, err := os.ReadFile("assent.service")
	if err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	// The program has to be there.
	command := readInstructions(t, "assent.service", "=").only(t, "ExecStart").value
	installed, _, _ := strings.Cut(command, " ")
	unit := filepath.Join(t.TempDir(), "assent.service")
	if err := os.WriteFile(unit, []byte(strings.ReplaceAll(string(text), "ExecStart="+installed, "ExecStart="+self)),
		0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(analyze, "verify", unit).CombinedOutput(); err != nil ||
		strings.Contains(string(out), filepath.Base(unit)) {
		t.Errorf("%v\n%s", err, out)
	}
	if out, err := exec.Command(analyze, "security", "--help").CombinedOutput(); err != nil ||
		!strings.Contains(string(out), "--threshold") {
		t.Log("this systemd-analyze judges no files")
		return
	}
	// In tenths: 10 leaves nothing open, 100 everything.
	if out, err := exec.Command(analyze, "security", "--offline=true", "--threshold=20",
		unit).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out[max(0, len(out)-500):])
	}
}
