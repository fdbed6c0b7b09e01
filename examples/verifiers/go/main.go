// A server with one route, /hello, for people whose token says what CLAIM asks for.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"
)

func setting(name, otherwise string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return otherwise
}

func needed(name, what string) string {
	value := os.Getenv(name)
	if value == "" {
		log.Fatalf("%s is not set: %s", name, what)
	}
	return value
}

func main() {
	log.SetFlags(0)
	issuer := needed("ISSUER", "whose tokens are believed, as tokens.issuer of the configuration of people")
	claim, value, isPair := strings.Cut(needed("CLAIM", "what a token must say, as in CLAIM=test=acc"), "=")
	if !isPair || claim == "" || value == "" || strings.ContainsAny(value, ",=") {
		log.Fatal("CLAIM is not one name=value, as in CLAIM=test=acc")
	}
	floor, err := strconv.ParseFloat(setting("FLOOR_SECONDS", "10"), 64)
	if err != nil || floor <= 0 {
		log.Fatal("FLOOR_SECONDS is not a number of seconds, as in FLOOR_SECONDS=10")
	}
	url := setting("PEOPLE_URL", "http://localhost:8080") + "/api/pkeys"
	port, err := strconv.ParseUint(setting("PORT", "3500"), 10, 16)
	if err != nil {
		log.Fatal("PORT is not the number of a port, as in PORT=3500")
	}
	keys, err := openPeopleKeys(url, os.Getenv("CA_FILE"), time.Duration(floor*float64(time.Second)))
	if err != nil {
		log.Fatalf("CA_FILE cannot be used: %v", err)
	}
	door := door{trust{keys, issuer, os.Getenv("AUDIENCE")}, claim, value}

	listener, err := net.Listen("tcp", fmt.Sprintf("localhost:%d", port))
	if err != nil {
		log.Fatal(err)
	}
	log.Printf("http://localhost:%d/hello is open", port)
	server := &http.Server{Handler: door, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: time.Minute, MaxHeaderBytes: 16384}
	log.Fatal(server.Serve(listener))
}

// door lets in whoever has a token that says claim=value.
type door struct {
	trust trust
	claim string
	value string
}

var bearer = regexp.MustCompile(`(?i)^Bearer +(.*)$`)

func (d door) ServeHTTP(response http.ResponseWriter, request *http.Request) {
	if request.URL.Path != "/hello" {
		send(response, http.StatusNotFound, map[string]any{"message": "there is /hello, and nothing else"})
		return
	}
	authorization := request.Header.Values("Authorization")
	if len(authorization) > 1 {
		refuse(response, http.StatusBadRequest, "invalid_request", "send one Authorization header")
		return
	}
	match := bearer.FindStringSubmatch(strings.Join(authorization, ""))
	if match == nil { // no error code: the caller may not know that a token is needed (RFC 6750 §3.1)
		refuse(response, http.StatusUnauthorized, "", "a bearer token is needed")
		return
	}
	claims, err := d.trust.believe(match[1])
	switch {
	case errors.Is(err, errCannotDecide):
		send(response, http.StatusServiceUnavailable, map[string]any{"message": err.Error()})
	case err != nil:
		refuse(response, http.StatusUnauthorized, "invalid_token", "the token is not believed: "+err.Error())
	case !hasValue(claims, d.claim, d.value):
		message := fmt.Sprintf("the token does not say %s=%s", d.claim, d.value)
		refuse(response, http.StatusForbidden, "insufficient_scope", message)
	default:
		send(response, http.StatusOK, map[string]any{"hello": claims["sub"]})
	}
}

// refuse says how, and why (RFC 6750 §3).
func refuse(response http.ResponseWriter, status int, code, message string) {
	challenge := `Bearer realm="people"`
	if code != "" {
		challenge += fmt.Sprintf(`, error="%s"`, code)
	}
	response.Header().Set("WWW-Authenticate", challenge)
	send(response, status, map[string]any{"message": message})
}

func send(response http.ResponseWriter, status int, body map[string]any) {
	response.Header().Set("Content-Type", "application/json")
	response.Header().Set("Cache-Control", "no-store")
	response.WriteHeader(status)
	json.NewEncoder(response).Encode(body)
}
