package main

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"sync"
	"time"
)

const (
	// However late the set says it is: a key that was taken out is believed for no longer than this.
	longestWait = time.Hour
	// While new keys cannot be had, those of before are good for this much longer; then nobody is let in.
	longestOutage = 5 * time.Minute
	fetchTimeout  = 3 * time.Second
	mostBytes     = 65536
)

// errCannotDecide: nobody can say whether the token is good, for the keys cannot be had: 503, and not 401.
var errCannotDecide = errors.New("the keys that the token needs cannot be had")

// peopleKeys are the public keys of people, kept and fetched again when the set says so (exp), or when a token names a key that is not in it.
type peopleKeys struct {
	url    string
	client *http.Client
	// The time between two fetches, whatever the set and the tokens say.
	floor time.Duration

	// Held during a fetch, so that there is one at a time.
	fetching sync.Mutex

	mutex       sync.Mutex // for all below
	keys        map[string]publicKey
	fetchedAt   time.Time
	lookAgainAt time.Time
	endsAt      time.Time
	isAway      bool
}

// openPeopleKeys trusts the certificate authority in caFile, or those of the system where it is empty.
func openPeopleKeys(url, caFile string, floor time.Duration) (*peopleKeys, error) {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	if caFile != "" {
		pem, err := os.ReadFile(caFile)
		if err != nil {
			return nil, err
		}
		trusted := x509.NewCertPool()
		if !trusted.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("there is no certificate in %s", caFile)
		}
		transport.TLSClientConfig = &tls.Config{RootCAs: trusted, MinVersion: tls.VersionTLS12}
	}
	// Follows no redirect: whoever answers at another address says nothing about people.
	noRedirect := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	client := &http.Client{Transport: transport, Timeout: fetchTimeout, CheckRedirect: noRedirect}
	return &peopleKeys{url: url, client: client, floor: floor}, nil
}

// keyFor returns the key with an id, and whether there is one; errCannotDecide where nobody can say.
func (p *peopleKeys) keyFor(kid string) (publicKey, bool, error) {
	if isDue, mustWait := p.isDue(kid); isDue && p.lock(mustWait) {
		if isDue, _ := p.isDue(kid); isDue { // somebody else may have fetched it meanwhile
			p.lookAgain()
		}
		p.fetching.Unlock()
	}
	p.mutex.Lock()
	defer p.mutex.Unlock()
	key, found := p.keys[kid]
	if !time.Now().Before(p.endsAt) || (p.isAway && !found) {
		return publicKey{}, false, errCannotDecide
	}
	return key, found, nil
}

// lock: one fetch for all; while people are away nobody waits who need not.
func (p *peopleKeys) lock(mustWait bool) bool {
	if mustWait {
		p.fetching.Lock()
		return true
	}
	return p.fetching.TryLock()
}

func (p *peopleKeys) isDue(kid string) (isDue, mustWait bool) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	now := time.Now()
	if now.Round(0).Before(p.fetchedAt.Round(0)) { // the clock was set back: ask at once, and take it for an outage
		p.fetchedAt, p.lookAgainAt = time.Time{}, now
		if latest := now.Add(longestOutage); p.endsAt.After(latest) {
			p.endsAt = latest
		}
	}
	_, found := p.keys[kid]
	isDue = !now.Before(p.lookAgainAt) || (!found && !now.Before(p.fetchedAt.Add(p.floor)))
	return isDue, !p.isAway || !found || !now.Before(p.endsAt)
}

func (p *peopleKeys) lookAgain() {
	keys, exp, err := p.fetch()
	p.mutex.Lock()
	defer p.mutex.Unlock()
	now := time.Now()
	p.fetchedAt, p.lookAgainAt, p.isAway = now, now.Add(p.floor), err != nil
	if err != nil {
		log.Printf("the keys at %s cannot be had: %v", p.url, err)
		return
	}
	p.keys = keys
	if exp.After(p.lookAgainAt) {
		p.lookAgainAt = exp
	}
	if latest := now.Add(longestWait); p.lookAgainAt.After(latest) {
		p.lookAgainAt = latest
	}
	p.endsAt = p.lookAgainAt.Add(longestOutage)
}

func (p *peopleKeys) fetch() (map[string]publicKey, time.Time, error) {
	var none time.Time
	response, err := p.client.Get(p.url)
	if err != nil {
		return nil, none, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, none, fmt.Errorf("the answer is %d", response.StatusCode)
	}
	text, err := io.ReadAll(io.LimitReader(response.Body, mostBytes+1))
	if err != nil {
		return nil, none, err
	}
	if len(text) > mostBytes {
		return nil, none, fmt.Errorf("the answer is longer than %d bytes", mostBytes)
	}
	var set struct {
		Exp  string `json:"exp"`
		Keys []jwk  `json:"keys"`
	}
	if err := json.Unmarshal(text, &set); err != nil {
		return nil, none, err
	}
	exp, err := time.Parse(time.RFC3339, set.Exp)
	if err != nil {
		return nil, none, fmt.Errorf("exp of the key set is not a date (RFC 3339): %w", err)
	}
	keys, err := readKeys(set.Keys)
	return keys, exp, err
}
