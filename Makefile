# Only Go, git and make are needed. Tools that only the checks use are pinned in
# tools.mod and built by Go on first use.
.DEFAULT_GOAL := help
.PHONY: help generate test check format lint vet generated tidy vuln fix fuzz roundtrip corpus bench benchtest unpublished npm

lint_tool := go tool -modfile=tools.mod golangci-lint
# The race detector needs cgo, and that a C compiler.
race := $(if $(filter 1,$(shell go env CGO_ENABLED)),-race)

help: ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  %-10s %s\n", $$1, $$2}'

generate: ## write the output of every connector under specs
	go run ./cmd/connectorgen generate

# Tests that start compilers, browsers and other programs for each of many cases are
# left out where the race detector runs, which would not see into those: they run after it.
test: ## vet, and run the tests, with the race detector where there is a C compiler
	go vet ./...
ifeq ($(race),)
	@echo "no C compiler here: the tests run without the race detector"
	go test -shuffle=on ./...
else
	go test $(race) -short -shuffle=on ./...
	go test -shuffle=on ./generator ./cmd/connectorgen
endif

# What is tried on published documents, where they are.
published := $(if $(CONNECTORGEN_SHARED),corpus,unpublished)

check: npm format lint vet test fuzz benchtest roundtrip $(published) generated tidy vuln ## everything that CI runs; green here is green there
	@echo "all checks passed"

# How long each fuzz target runs. A find is a file under testdata/fuzz: keep it, it
# is a test from then on.
FUZZTIME ?= 20s

# Two at a time: a target is bound by its time more than by its core.
fuzz: ## run every fuzz target for FUZZTIME
	@for dir in $$(go list -f '{{if or .TestGoFiles .XTestGoFiles}}{{.Dir}}{{end}}' ./...); do \
		for target in $$(sed -n 's/^func \(Fuzz[A-Za-z0-9_]*\)(.*/\1/p' "$$dir"/*_test.go); do echo "$$dir" "$$target"; done; \
	done | xargs -P 2 -L 1 sh -c 'echo "fuzz $$0 $$1 for $(FUZZTIME)"; \
		exec go test -run "^$$" -fuzz "^$$1$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 5x -parallel 1 "$$0"'

format: ## say which files are not formatted
	$(lint_tool) fmt --diff

fix: ## format, and mend what the linter can mend
	$(lint_tool) fmt
	$(lint_tool) run --fix ./...

lint: ## look for what a reviewer would find
	$(lint_tool) run ./...

vet: ## vet for the systems that tests do not run on
	GOOS=windows go vet ./...
	GOOS=darwin go vet ./...

generated: ## make the output twice: it is the same, and the same as in git
	go run ./cmd/connectorgen generate
	go run ./cmd/connectorgen generate
	go run ./cmd/connectorgen check
	git diff --exit-code -- generated docs/connectors
	@new=$$(git ls-files --others --exclude-standard -- generated docs/connectors) && \
		if [ -n "$$new" ]; then echo "not in git:"; echo "$$new"; exit 1; fi

# Not npm ci: it refuses a lock file that lacks optional packages for other systems.
npm: ## install what tests of marketplaces' formats run, where there is npm; without, those tests skip
	@if ! command -v npm >/dev/null; then echo "NOTICE: npm is not here: formats are not tried with the marketplaces' own tools"; exit 0; fi; \
	for dir in tools/npm/*/; do (cd "$$dir" && npm install --no-save --ignore-scripts --no-audit --no-fund) || exit 1; done

tidy: ## say whether go.mod is tidy
	go mod tidy -diff

# govulncheck exits with 3 for a vulnerability. It needs a database on the network:
# without it nothing is known, and that is said rather than called a success.
vuln: ## look for known vulnerabilities, where the database can be reached
	@out=$$(go tool -modfile=tools.mod govulncheck ./... 2>&1); code=$$?; echo "$$out"; \
	if [ $$code -eq 0 ]; then exit 0; fi; \
	if [ $$code -ne 3 ] && echo "$$out" | grep -q 'fetching vulnerabilities:'; then \
		echo "NOTICE: govulncheck skipped: its database cannot be reached"; exit 0; fi; \
	exit $$code

benchtest: ## vet and test the programs that measure, which are a module of their own
	go vet -C bench ./...
	go test -C bench ./...

roundtrip: ## call every operation through its client, of published documents too where they are
	go test -timeout 30m -v -run 'TestRoundTrip|TestFlexport' ./roundtrip

unpublished:
	@echo "NOTICE: CONNECTORGEN_SHARED is not set: nothing is tried on published documents"

# Documents to try the tool on: a folder of OpenAPI documents.
DIR ?= $(if $(CONNECTORGEN_SHARED),$(CONNECTORGEN_SHARED)/corpus)
documents := dir="$(DIR)"; case "$$dir" in ""|/*) ;; *) dir="$$PWD/$$dir" ;; esac

corpus: ## take every document in the folder DIR through the tool: generate, build, vet, and again
	@$(documents); go run -C bench ./corpus -dir "$$dir"

# It takes half an hour for 20 documents on two cores. FLAGS="-only github -tools connectorgen,load -state bench.json"
# runs a part of it; what other runs kept in that file, below bench, is in the page too.
bench: ## measure the tool beside others on the documents in DIR, and write docs/benchmarks.md
	@$(documents); go run -C bench ./compare -dir "$$dir" -page ../docs/benchmarks.md $(FLAGS)
