package main

import (
	"context"
	"crypto/tls"
	"net/http"
	"net/url"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
)

type credentials struct {
	Issuer, ID, Secret, Audience, Pem string
	AssertsForIssuer                  bool
	Certificate                       struct{ Cert, Key string }
}

var styles = map[string]oauth2.AuthStyle{"header": oauth2.AuthStyleInHeader, "body": oauth2.AuthStyleInParams}

func use(client string, act string, given credentials) interface{} {
	if client == "x/oauth2/jwt" {
		return useServiceAccount(act, given)
	}
	return useClientCredentials(act, given)
}

// x/oauth2, as its page writes it.
func useClientCredentials(act string, given credentials) interface{} {
	if act == "certificate" {
		return useCertificate(given)
	}
	style, isThere := styles[act]
	if !isThere {
		return struct{}{}
	}
	return saidBy(configOf(given, given.Secret, style).TokenSource(context.Background()))
}

// By a certificate (RFC 8705): the HTTP client shows it, and there is no secret.
func useCertificate(given credentials) interface{} {
	certificate, err := tls.LoadX509KeyPair(given.Certificate.Cert, given.Certificate.Key)
	if err != nil {
		return map[string]string{"failed": err.Error()}
	}
	client := &http.Client{Transport: &http.Transport{
		TLSClientConfig: &tls.Config{Certificates: []tls.Certificate{certificate}},
	}}
	ctx := context.WithValue(context.Background(), oauth2.HTTPClient, client)
	return saidBy(configOf(given, "", oauth2.AuthStyleInParams).TokenSource(ctx))
}

func configOf(given credentials, secret string, style oauth2.AuthStyle) *clientcredentials.Config {
	return &clientcredentials.Config{
		ClientID:       given.ID,
		ClientSecret:   secret,
		TokenURL:       given.Issuer + "/token",
		EndpointParams: url.Values{"audience": {given.Audience}},
		AuthStyle:      style,
	}
}

func saidBy(source oauth2.TokenSource) interface{} {
	token, err := source.Token()
	if err != nil {
		return map[string]string{"failed": err.Error()}
	}
	return map[string]string{"said": token.AccessToken}
}
