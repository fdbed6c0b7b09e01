package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/golang-jwt/jwt"
	jose "gopkg.in/square/go-jose.v2"
)

// golang-jwt, as its page writes it. It fetches no keys: go-jose reads the key set, which is asked for with every token.
func golangJwt(settings settings, _ func() time.Time) (verifier, error) {
	parser := &jwt.Parser{ValidMethods: []string{settings.Algorithm}}
	return func(raw string) (string, error) {
		claims := jwt.MapClaims{}
		_, err := parser.ParseWithClaims(raw, claims, func(token *jwt.Token) (interface{}, error) {
			return keyOf(settings.Issuer+"/.well-known/jwks.json", fmt.Sprint(token.Header["kid"]))
		})
		if err != nil {
			return "", err
		}
		if !claims.VerifyIssuer(settings.Issuer, true) || !claims.VerifyAudience(settings.Audience, true) {
			return "", errors.New("not for us")
		}
		return fmt.Sprint(claims["sub"]), nil
	}, nil
}

func keyOf(url string, kid string) (interface{}, error) {
	answer, err := http.Get(url)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	var keys jose.JSONWebKeySet
	if err := json.NewDecoder(answer.Body).Decode(&keys); err != nil {
		return nil, err
	}
	for _, key := range keys.Key(kid) {
		return key.Key, nil
	}
	return nil, errors.New("the key is not known")
}
