package sqlstore_test

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"assent/adapters/sqlstore"
	"assent/bot"
)

// tablesOf returns the tables of a database, with the columns that may hold
// text.
func tablesOf(t *testing.T, db *sql.DB, postgres bool) map[string][]string {
	t.Helper()
	query := `SELECT m.name, c.name, c.type FROM sqlite_master m JOIN pragma_table_info(m.name) c
		WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'`
	if postgres {
		query = `SELECT table_name, column_name, data_type FROM information_schema.columns
			WHERE table_schema = 'public'`
	}
	rows, err := db.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	tables := map[string][]string{}
	for rows.Next() {
		var table, column, kind string
		if err := rows.Scan(&table, &column, &kind); err != nil {
			t.Fatal(err)
		}
		if strings.EqualFold(kind, "text") {
			tables[table] = append(tables[table], column)
		} else {
			tables[table] = slices.Clip(tables[table])
		}
	}
	if err := rows.Err(); err != nil || len(tables) == 0 {
		t.Fatalf("%d tables, %v", len(tables), err)
	}
	return tables
}

// TestHoldings compares the data map with the actual databases, on both engines,
// and looks for an erased person's random id in every text column of every
// table: it is left only in the erasure record and beside the overwritten key.
func TestHoldings(t *testing.T) {
	for _, engine := range []string{"SQLite", "PostgreSQL"} {
		t.Run(engine, func(t *testing.T) {
			dir := t.TempDir()
			driver, data, keys := "sqlite", filepath.Join(dir, "data", "data.db"), filepath.Join(dir, "keys", "keys.db")
			var st *sqlstore.Store
			if engine == "PostgreSQL" {
				opt := onPostgres(t, dir)
				driver, data, keys = "pgx", opt.Database, opt.KeysDatabase
				st = openOnPostgres(t, dir)
			} else {
				st = open(t, dir)
			}
			defer st.Close()
			p := addWhole(t, st)
			link := bot.DownloadLink{Hash: "h", App: p.App, Person: p.ID, File: "f", Expires: time.Now()}
			if err := st.Save(t.Context(), bot.Change{DownloadLinks: []bot.DownloadLink{link}}); err != nil {
				t.Fatal(err)
			}
			listed := map[string]int{}
			for _, h := range bot.DataMap() {
				for _, table := range h.Tables {
					listed[table]++
				}
				answers := []string{h.Why, h.Exported, h.Corrected, h.Retained, h.Erased}
				if h.Store != "" && slices.Contains(answers, "") {
					t.Errorf("%s does not say what becomes of it", h.Store)
				}
			}
			find := func() (found []string) {
				for prefix, address := range map[string]string{"": data, "keys.": keys} {
					db, err := sql.Open(driver, address)
					if err != nil {
						t.Fatal(err)
					}
					for table, columns := range tablesOf(t, db, engine == "PostgreSQL") {
						if listed[prefix+table] != 1 {
							t.Errorf("table %s%s is %d times on bot.DataMap, want once",
								prefix, table, listed[prefix+table])
						}
						for _, column := range columns {
							var n int
							query := fmt.Sprintf(`SELECT COUNT(*) FROM %s WHERE %s LIKE $1`, table, column)
							if err := db.QueryRow(query, "%"+string(p.ID)+"%").Scan(&n); err != nil {
								t.Fatal(err)
							}
							if n > 0 {
								found = append(found, prefix+table)
							}
						}
					}
					if err := db.Close(); err != nil {
						t.Fatal(err)
					}
				}
				slices.Sort(found)
				return slices.Compact(found)
			}
			if got, want := fmt.Sprint(find()), "[addresses events files keys.keys links people queue]"; got != want {
				t.Errorf("before the erasure the person is in %s, want %s", got, want)
			}
			if err := st.Erase(t.Context(), p.ID, time.Now()); err != nil {
				t.Fatal(err)
			}
			if err := st.Purge(t.Context(), p.ID); err != nil {
				t.Fatal(err)
			}
			if got, want := fmt.Sprint(find()), "[keys.erasures keys.keys]"; got != want {
				t.Errorf("after it in %s, want %s", got, want)
			}
		})
	}
}
