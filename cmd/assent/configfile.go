package main

import (
	"bytes"
	"encoding"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"assent/bot/vault"
)

// The variables for a master key that is not in the keys folder: its text, or a
// file with it that only its owner can read.
const (
	masterVariable     = "ASSENT_MASTER_KEY"
	masterFileVariable = "ASSENT_MASTER_KEY_FILE"

	// the same for the old one, during a rotation
	previousVariable     = "ASSENT_MASTER_KEY_PREVIOUS"
	previousFileVariable = "ASSENT_MASTER_KEY_PREVIOUS_FILE"
)

const variablePrefix = "ASSENT_"

// maxConfig is the longest configuration file that is read, in bytes.
const maxConfig = 1 << 20

// later lists keys that are reserved for later versions.
var later = []string{"apps"}

// loadConfig reads the file, "" for none, and the environment, which wins. Its
// error lists everything that is wrong, each with the line or variable and the
// remedy.
func loadConfig(file string, env []string) (config, error) {
	var text []byte
	if file != "" {
		f, err := os.Open(file)
		if err != nil {
			return config{}, fmt.Errorf("read the configuration: %w; name another file with --config, or leave it out",
				err)
		}
		defer f.Close()
		if text, err = io.ReadAll(io.LimitReader(f, maxConfig+1)); err != nil {
			return config{}, fmt.Errorf("read the configuration: %w", err)
		}
	}
	c, err := parseConfig(file, text, env)
	if err != nil {
		return c, err
	}
	credentials := credentialsFolder(env)
	if c.master, err = readMaster(masterVariable, c.master, c.masterFile, credentials); err != nil {
		return c, err
	}
	c.previous, err = readMaster(previousVariable, c.previous, c.previousFile, credentials)
	return c, err
}

// readMaster returns the text of the master key in this variable of the
// environment, or in the file that the variable with _FILE names; empty if neither
// is set. The mode of a file in the credentials folder is not checked.
func readMaster(variable, text, file, credentials string) (string, error) {
	switch {
	case text != "" && file != "":
		return "", fmt.Errorf("%s and %[1]s_FILE are both set: unset one of them", variable)
	case text != "":
		if _, err := vault.ParseMaster(text); err != nil {
			return "", fmt.Errorf("%s: %w: set it to the whole text of a master key", variable, err)
		}
		return text, nil
	case file != "":
		b, err := os.ReadFile(file)
		if err == nil && credentials != "" && filepath.Dir(filepath.Clean(file)) == filepath.Clean(credentials) {
			_, err = vault.ParseMaster(string(b))
		} else {
			_, err = vault.LoadMaster(file) // for its checks of the mode and the content
		}
		if err != nil {
			return "", fmt.Errorf("%s_FILE: %w", variable, err)
		}
		return string(b), nil
	}
	return "", nil
}

// credentialsFolder is where systemd puts what LoadCredential names. Only the
// service can enter it; its files look readable for a group, because an access
// list grants access (systemd.exec(5)).
func credentialsFolder(env []string) string {
	for _, entry := range env {
		if dir, ok := strings.CutPrefix(entry, "CREDENTIALS_DIRECTORY="); ok {
			return dir
		}
	}
	return ""
}

func parseConfig(file string, text []byte, env []string) (config, error) {
	c := defaults()
	l := loader{file: file, origin: map[string]string{}, senseless: map[string]string{}}
	l.document(text, section{Value: reflect.ValueOf(&c).Elem()})
	l.environment(env, &c)
	c.origin, c.senseless = l.origin, l.senseless
	if len(l.errs) > 0 {
		return c, errors.Join(l.errs...)
	}
	return c, c.check()
}

// loader fills a struct of settings, by its yaml tags.
type loader struct {
	file   string
	origin map[string]string
	// senseless says, by key, why a text cannot be parsed.
	senseless map[string]string
	errs      []error
}

func (l *loader) fail(where, format string, args ...any) {
	l.errs = append(l.errs, fmt.Errorf("%s: %s", where, fmt.Sprintf(format, args...)))
}

func (l *loader) at(n *yaml.Node) string { return l.file + ":" + strconv.Itoa(n.Line) }

var yamlLine = regexp.MustCompile(`^yaml: (?:line (\d+): )?`)

func (l *loader) document(text []byte, s section) {
	if len(text) > maxConfig {
		l.fail(l.file, "is longer than %d bytes: that is not a configuration", maxConfig)
		return
	}
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	var n yaml.Node
	err := decoder.Decode(&n)
	switch {
	case errors.Is(err, io.EOF):
		return
	case err != nil:
		m := yamlLine.FindStringSubmatch(err.Error())
		line, said := "1", err.Error()
		if m != nil {
			said = said[len(m[0]):]
			if m[1] != "" {
				line = m[1]
			}
		}
		l.fail(l.file+":"+line, "is not valid YAML (%s): check the indentation and the quotes", said)
		return
	}
	if err := decoder.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		l.fail(l.file, "holds more than one document: remove the line --- and what follows")
	}
	if n.Kind == yaml.DocumentNode && len(n.Content) == 1 {
		l.section(n.Content[0], s, "")
	}
}

// section reads a mapping into a section.
func (l *loader) section(n *yaml.Node, s section, path string) {
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	if n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null" {
		return
	}
	if n.Kind != yaml.MappingNode {
		l.fail(l.at(n), "%smust have keys below it (%s), got %s", space(path), strings.Join(s.keys(), ", "), kindOf(n))
		return
	}
	seen := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if first := seen[key.Value]; first > 0 {
			l.fail(l.at(key), "%s is already in line %d: remove one of them", join(path, key.Value), first)
			continue
		}
		seen[key.Value] = key.Line
		e, ok := s.entry(key.Value)
		switch {
		case !ok || key.Kind != yaml.ScalarNode:
			l.unknown(key, path)
			continue
		case e.nested():
			l.section(value, e.section, join(path, key.Value))
		default:
			l.value(value, e.Value, join(path, key.Value))
		}
		e.keep()
	}
}

func (l *loader) value(n *yaml.Node, field reflect.Value, path string) {
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	why := ""
	if n.Kind != yaml.ScalarNode || n.ShortTag() == "!!null" {
		why = "got " + kindOf(n)
	} else if isText(field) && n.ShortTag() == "!!bool" {
		why = "got yes or no: put it in quotes if it is meant as text"
	} else if !isText(field) && quoted(n) && field.Type() != durationType {
		why = "got text: remove the quotes"
	} else {
		why = l.set(path, field, n.Value)
	}
	if why != "" {
		l.fail(l.at(n), "%s must be %s, %s", path, wanted(field), why)
		return
	}
	l.origin[path] = l.at(n)
}

func quoted(n *yaml.Node) bool {
	return n.ShortTag() == "!!str" && n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0
}

// set parses s into a field and returns why it is not of its type. Why a text makes
// no sense is noted for [config.check], which reports it with other such values.
func (l *loader) set(path string, field reflect.Value, s string) (why string) {
	why = set(field, s)
	if !isText(field) {
		return why
	}
	delete(l.senseless, path)
	if why != "" {
		l.senseless[path] = why
	}
	return ""
}

// unknown reports a key that does not exist, and suggests the one that was meant.
func (l *loader) unknown(key *yaml.Node, path string) {
	name := join(path, key.Value)
	switch {
	case name == "master_key":
		l.fail(l.at(key), "master_key is a secret: set %s or %s, or use the file master.key in the keys folder",
			masterVariable, masterFileVariable)
	case slices.Contains(later, name):
		l.fail(l.at(key), "%s is reserved for a later version: remove it", name)
	default:
		l.fail(l.at(key), "unknown key %s%s", strconv.Quote(name), suggest(name, key.Value, path))
	}
}

// environment applies the variables ASSENT_…. An empty one counts as unset.
func (l *loader) environment(env []string, c *config) {
	values := map[string]string{}
	secrets := map[string]*string{
		masterVariable: &c.master, masterFileVariable: &c.masterFile,
		previousVariable: &c.previous, previousFileVariable: &c.previousFile,
	}
	for _, entry := range slices.Sorted(slices.Values(env)) {
		name, value, _ := strings.Cut(entry, "=")
		if !strings.HasPrefix(name, variablePrefix) || value == "" {
			continue
		}
		if secret, ok := secrets[name]; ok {
			*secret = value
			continue
		}
		values[name] = value
	}
	var names []string
	wrong := map[string]string{}
	leaves(reflect.ValueOf(c).Elem(), "", func(path string, field reflect.Value) {
		name := variableOf(path)
		names = append(names, name)
		value, ok := values[name]
		if !ok {
			return
		}
		if why := l.set(path, field, value); why != "" {
			wrong[name] = fmt.Sprintf("must be %s, %s", wanted(field), why)
			return
		}
		l.origin[path] = name
	})
	for _, name := range slices.Sorted(maps.Keys(values)) {
		switch {
		case wrong[name] != "":
			l.fail(name, "%s", wrong[name])
		case !slices.Contains(names, name):
			l.fail(name, "is not a setting%s", didYouMean(name, names))
		}
	}
}

// variableOf is the environment variable of a key.
func variableOf(path string) string {
	return variablePrefix + strings.ToUpper(strings.ReplaceAll(path, ".", "_"))
}

var durationType = reflect.TypeFor[time.Duration]()

// isText reports whether any text has the type of the field.
func isText(field reflect.Value) bool { return field.Kind() == reflect.String || parsesItself(field) }

// set parses s into a field and returns what is wrong with it, never with the
// value of a text, because that may be a secret.
func set(field reflect.Value, s string) (why string) {
	got := fmt.Sprintf("got %q", short(s))
	switch {
	case parsesItself(field):
		if err := field.Addr().Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(s)); err != nil {
			return err.Error()
		}
	case field.Type() == durationType:
		d, err := time.ParseDuration(s)
		if err != nil {
			return got
		}
		field.SetInt(int64(d))
	case field.Kind() == reflect.Bool:
		b, err := strconv.ParseBool(s)
		if err != nil {
			return got
		}
		field.SetBool(b)
	case field.CanInt() || field.CanFloat():
		if !setNumber(field, s) {
			return got
		}
	case field.Kind() == reflect.String:
		field.SetString(s)
	default:
		return "which this version cannot read"
	}
	return ""
}

func setNumber(field reflect.Value, s string) bool {
	if field.CanInt() {
		n, err := strconv.ParseInt(s, 10, 64)
		if err != nil || field.OverflowInt(n) {
			return false
		}
		field.SetInt(n)
		return true
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
		return false
	}
	field.SetFloat(f)
	return true
}

func wanted(field reflect.Value) string {
	switch {
	case field.Type() == durationType:
		return "a duration such as 30s, 5m or 24h"
	case field.Kind() == reflect.Bool:
		return "true or false"
	case field.CanInt():
		return "a whole number"
	case field.CanFloat():
		return "a number"
	}
	return "text"
}
