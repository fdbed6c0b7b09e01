// Holds clients of this language, and asks them: in each line of stdin a question, in each line of stdout its answer.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"time"
)

type settings struct {
	Issuer, Audience, Algorithm string
}

type verifier func(token string) (subject string, err error)

type question struct {
	Open []struct {
		ID, Client string
		Settings   settings
	}
	Ask     []struct{ ID, Token string }
	Advance float64
	Use     *struct {
		Client, Act string
		Settings    credentials
	}
}

type judged struct {
	Subject string `json:"subject,omitempty"`
	Refused string `json:"refused,omitempty"`
}

var makers = map[string]func(settings, func() time.Time) (verifier, error){
	"go-oidc":              goOidc,
	"go-oidc-of-algorithm": goOidcOfAlgorithm,
	"golang-jwt":           golangJwt,
}

// Whoever is opened starts with the time of the machine: go-oidc holds it against dates that the issuer sends.
type running struct {
	verify verifier
	ahead  time.Duration
}

var opened = map[string]*running{}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 10_000_000)
	for lines.Scan() {
		var asked question
		if err := json.Unmarshal(lines.Bytes(), &asked); err != nil {
			panic(err)
		}
		answer, _ := json.Marshal(answerOf(asked))
		fmt.Println(string(answer))
	}
}

func answerOf(asked question) interface{} {
	if asked.Use != nil {
		return use(asked.Use.Client, asked.Use.Act, asked.Use.Settings)
	}
	for _, client := range asked.Open {
		open(client.ID, makers[client.Client], client.Settings)
	}
	for _, each := range opened {
		each.ahead += time.Duration(asked.Advance * float64(time.Second))
	}
	answers := []judged{}
	for _, each := range asked.Ask {
		subject, err := opened[each.ID].verify(each.Token)
		if err != nil {
			answers = append(answers, judged{Refused: err.Error()})
		} else {
			answers = append(answers, judged{Subject: subject})
		}
	}
	return answers
}

func open(id string, start func(settings, func() time.Time) (verifier, error), given settings) {
	made := &running{}
	verify, err := start(given, func() time.Time { return time.Now().Add(made.ahead) })
	if err != nil {
		verify = func(string) (string, error) { return "", err }
	}
	made.verify = verify
	opened[id] = made
}
