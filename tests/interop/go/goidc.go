package main

import (
	"context"
	"reflect"
	"time"
	"unsafe"

	oidc "github.com/coreos/go-oidc"
)

// go-oidc, as its page writes it: found by discovery, and with the settings that it has by itself.
func goOidc(settings settings, now func() time.Time) (verifier, error) {
	ctx := context.Background()
	provider, err := oidc.NewProvider(ctx, settings.Issuer)
	if err != nil {
		return nil, err
	}
	verifier := provider.Verifier(&oidc.Config{ClientID: settings.Audience})
	return believe(provider, verifier, now), nil
}

// The same, told which algorithm the issuer has.
func goOidcOfAlgorithm(settings settings, now func() time.Time) (verifier, error) {
	ctx := context.Background()
	provider, err := oidc.NewProvider(ctx, settings.Issuer)
	if err != nil {
		return nil, err
	}
	verifier := provider.Verifier(&oidc.Config{ClientID: settings.Audience, SupportedSigningAlgs: []string{settings.Algorithm}})
	return believe(provider, verifier, now), nil
}

func believe(provider *oidc.Provider, verifier *oidc.IDTokenVerifier, now func() time.Time) verifier {
	moveClockOf(provider, now)
	return func(token string) (string, error) {
		believed, err := verifier.Verify(context.Background(), token)
		if err != nil {
			return "", err
		}
		return believed.Subject, nil
	}
}

// Its key set reads the time by a field that only its own tests can set.
func moveClockOf(provider *oidc.Provider, now func() time.Time) {
	keySet := reflect.ValueOf(provider).Elem().FieldByName("remoteKeySet").Elem().Elem()
	clock := keySet.FieldByName("now")
	reflect.NewAt(clock.Type(), unsafe.Pointer(clock.UnsafeAddr())).Elem().Set(reflect.ValueOf(now))
}
