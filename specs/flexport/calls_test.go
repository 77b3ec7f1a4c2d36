package flexport_test

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/connectorgen/connectorgen/generated/flexport"
)

// The shapes of the client's reading methods.
type (
	lister[T, P any]  = func(context.Context, *P, ...flexport.CallOption) (*flexport.Page[T], error)
	getter[T, ID any] = func(context.Context, ID, ...flexport.CallOption) (*T, error)
	singleton[T any]  = func(context.Context, ...flexport.CallOption) (*T, error)
)

// calls has a method for every operation that reads JSON.
var calls = map[string]call{
	"GET /booking_line_items": listed(func(c *flexport.Client) lister[flexport.BookingLineItem, flexport.BookingLineItemsListParams] {
		return c.BookingLineItems.List
	}),
	"GET /booking_line_items/{id}": fetched(func(c *flexport.Client) getter[flexport.BookingLineItem, int64] { return c.BookingLineItems.Get }),
	"GET /bookings":                listed(func(c *flexport.Client) lister[flexport.Booking, flexport.BookingsListParams] { return c.Bookings.List }),
	"GET /bookings/{id}":           fetched(func(c *flexport.Client) getter[flexport.Booking, int64] { return c.Bookings.Get }),
	"GET /commercial_invoices": listed(func(c *flexport.Client) lister[flexport.CommercialInvoice, flexport.CommercialInvoicesListParams] {
		return c.CommercialInvoices.List
	}),
	"GET /commercial_invoices/{id}": named(func(c *flexport.Client) getter[flexport.CommercialInvoice, string] { return c.CommercialInvoices.Get }),
	"GET /customs_entries": listed(func(c *flexport.Client) lister[flexport.CustomsEntry, flexport.CustomsEntriesListParams] {
		return c.CustomsEntries.List
	}),
	"GET /customs_entries/{id}": named(func(c *flexport.Client) getter[flexport.CustomsEntry, string] { return c.CustomsEntries.Get }),
	"GET /documents": listed(func(c *flexport.Client) lister[flexport.Document, flexport.DocumentsListParams] {
		return c.Documents.List
	}),
	"GET /documents/{id}": named(func(c *flexport.Client) getter[flexport.Document, string] { return c.Documents.Get }),
	"GET /events": listed(func(c *flexport.Client) lister[flexport.WebhookEvent, flexport.EventsListParams] {
		return c.Events.List
	}),
	"GET /events/{id}":   fetched(func(c *flexport.Client) getter[flexport.WebhookEvent, int64] { return c.Events.Get }),
	"GET /invoices":      listed(func(c *flexport.Client) lister[flexport.Invoice, flexport.InvoicesListParams] { return c.Invoices.List }),
	"GET /invoices/{id}": named(func(c *flexport.Client) getter[flexport.Invoice, string] { return c.Invoices.Get }),
	"GET /network/companies": listed(func(c *flexport.Client) lister[flexport.Company, flexport.CompaniesListParams] {
		return c.Companies.List
	}),
	"GET /network/companies/{id}": named(func(c *flexport.Client) getter[flexport.Company, string] { return c.Companies.Get }),
	"GET /network/company_entities": listed(func(c *flexport.Client) lister[flexport.CompanyEntity, flexport.CompanyEntitiesListParams] {
		return c.CompanyEntities.List
	}),
	"GET /network/company_entities/{id}": fetched(func(c *flexport.Client) getter[flexport.CompanyEntity, int64] { return c.CompanyEntities.Get }),
	"GET /network/contacts":              listed(func(c *flexport.Client) lister[flexport.Contact, flexport.ContactsListParams] { return c.Contacts.List }),
	"GET /network/contacts/{id}":         named(func(c *flexport.Client) getter[flexport.Contact, string] { return c.Contacts.Get }),
	"GET /network/locations": listed(func(c *flexport.Client) lister[flexport.Location, flexport.LocationsListParams] {
		return c.Locations.List
	}),
	"GET /network/locations/{id}": named(func(c *flexport.Client) getter[flexport.Location, string] { return c.Locations.Get }),
	"GET /network/me/companies":   single(func(c *flexport.Client) singleton[flexport.Company] { return c.Companies.Me }),
	"GET /ocean/shipment_container_legs": listed(func(c *flexport.Client) lister[flexport.OceanShipmentContainerLeg, flexport.ContainerLegsListParams] {
		return c.ContainerLegs.List
	}),
	"GET /ocean/shipment_container_legs/{id}": fetched(func(c *flexport.Client) getter[flexport.OceanShipmentContainerLeg, int64] { return c.ContainerLegs.Get }),
	"GET /ocean/shipment_containers": listed(func(c *flexport.Client) lister[flexport.ShipmentContainer, flexport.ContainersListParams] {
		return c.Containers.List
	}),
	"GET /ocean/shipment_containers/{id}": fetched(func(c *flexport.Client) getter[flexport.ShipmentContainer, int64] { return c.Containers.Get }),
	"GET /ports":                          listed(func(c *flexport.Client) lister[flexport.Place, flexport.PortsListParams] { return c.Ports.List }),
	"GET /products":                       listed(func(c *flexport.Client) lister[flexport.Product, flexport.ProductsListParams] { return c.Products.List }),
	"GET /products/{id}":                  fetched(func(c *flexport.Client) getter[flexport.Product, int64] { return c.Products.Get }),
	"GET /purchase_order_line_items": listed(func(c *flexport.Client) lister[flexport.PurchaseOrderLineItem, flexport.PurchaseOrderLineItemsListParams] {
		return c.PurchaseOrderLineItems.List
	}),
	"GET /purchase_order_line_items/{id}": fetched(func(c *flexport.Client) getter[flexport.PurchaseOrderLineItem, int64] {
		return c.PurchaseOrderLineItems.Get
	}),
	"GET /purchase_orders": listed(func(c *flexport.Client) lister[flexport.PurchaseOrder, flexport.PurchaseOrdersListParams] {
		return c.PurchaseOrders.List
	}),
	"GET /purchase_orders/{id}": fetched(func(c *flexport.Client) getter[flexport.PurchaseOrder, int64] { return c.PurchaseOrders.Get }),
	"GET /shipment_legs": listed(func(c *flexport.Client) lister[flexport.ShipmentLeg, flexport.ShipmentLegsListParams] {
		return c.ShipmentLegs.List
	}),
	"GET /shipment_legs/{id}": fetched(func(c *flexport.Client) getter[flexport.ShipmentLeg, int64] { return c.ShipmentLegs.Get }),
	"GET /shipments": listed(func(c *flexport.Client) lister[flexport.Shipment, flexport.ShipmentsListParams] {
		return c.Shipments.List
	}),
	"GET /shipments/{id}": fetched(func(c *flexport.Client) getter[flexport.Shipment, int64] { return c.Shipments.Get }),
}

// A call makes one request of the client. It returns the payload and where it
// stands in the answer.
type call func(ctx context.Context, c *flexport.Client, id string, opts []flexport.CallOption) (payload any, at string, err error)

// listed calls a List method.
func listed[T, P any](list func(*flexport.Client) lister[T, P]) call {
	return func(ctx context.Context, c *flexport.Client, _ string, opts []flexport.CallOption) (any, string, error) {
		page, err := list(c)(ctx, nil, opts...)
		if err != nil {
			return nil, "", err
		}
		return page.Items, "data.data", nil
	}
}

// fetched calls a Get method with a numeric ID.
func fetched[T any](get func(*flexport.Client) getter[T, int64]) call {
	return func(ctx context.Context, c *flexport.Client, id string, opts []flexport.CallOption) (any, string, error) {
		n, err := strconv.ParseInt(id, 10, 64)
		if err != nil {
			return nil, "", err
		}
		thing, err := get(c)(ctx, n, opts...)
		return thing, "data", err
	}
}

// named calls a Get method with a textual ID.
func named[T any](get func(*flexport.Client) getter[T, string]) call {
	return func(ctx context.Context, c *flexport.Client, id string, opts []flexport.CallOption) (any, string, error) {
		thing, err := get(c)(ctx, id, opts...)
		return thing, "data", err
	}
}

// single calls a method that needs no ID.
func single[T any](get func(*flexport.Client) singleton[T]) call {
	return func(ctx context.Context, c *flexport.Client, _ string, opts []flexport.CallOption) (any, string, error) {
		thing, err := get(c)(ctx, opts...)
		return thing, "data", err
	}
}

// TestCallsCoverReading holds calls against the operations of the manifest.
func TestCallsCoverReading(t *testing.T) {
	t.Parallel()
	var want []string
	for _, a := range readManifest(t).reading() {
		want = append(want, a.Request.Method+" "+a.Request.Path)
	}
	slices.Sort(want)
	if len(want) == 0 {
		t.Fatal("the manifest has no action that reads JSON")
	}
	if diff := cmp.Diff(want, slices.Sorted(maps.Keys(calls))); diff != "" {
		t.Errorf("operations that read JSON (-manifest +calls):\n%s", diff)
	}
}
