package mcpgo

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/mark3labs/mcp-go/mcp"

	"github.com/mcpcordon/mcpcordon/guard"
)

func visitContents(where string, list []mcp.Content, v visitor) ([]mcp.Content, error) {
	if list == nil {
		return nil, nil
	}
	edited := make([]mcp.Content, len(list))
	for i, c := range list {
		var err error
		if edited[i], err = visitContent(where+"/"+strconv.Itoa(i), c, v); err != nil {
			return nil, err
		}
	}
	return edited, nil
}

// visitContent visits one content block. A kind that it does not know is an
// error: what nobody looked at does not leave.
func visitContent(where string, content mcp.Content, v visitor) (mcp.Content, error) {
	var err error
	switch c := content.(type) {
	case mcp.TextContent:
		c.Type = mcp.ContentTypeText
		c.Text = v(where+"/text", guard.Plain, c.Text)
		c.Annotated, c.Meta, err = visitExtras(where, c.Annotated, c.Meta, v)
		return c, err
	case mcp.ImageContent:
		c.Type = mcp.ContentTypeImage
		c.Data, c.MIMEType = v(where+"/data", guard.Base64, c.Data), v(where+"/mimeType", guard.Label, c.MIMEType)
		c.Annotated, c.Meta, err = visitExtras(where, c.Annotated, c.Meta, v)
		return c, err
	case mcp.AudioContent:
		c.Type = mcp.ContentTypeAudio
		c.Data, c.MIMEType = v(where+"/data", guard.Base64, c.Data), v(where+"/mimeType", guard.Label, c.MIMEType)
		c.Annotated, c.Meta, err = visitExtras(where, c.Annotated, c.Meta, v)
		return c, err
	case mcp.ResourceLink:
		return visitLink(where, c, v)
	case mcp.EmbeddedResource:
		c.Type = mcp.ContentTypeResource
		if c.Resource, err = visitResource(where+"/resource", c.Resource, v); err != nil {
			return nil, err
		}
		c.Annotated, c.Meta, err = visitExtras(where, c.Annotated, c.Meta, v)
		return c, err
	default:
		return visitPointer(where, content, v)
	}
}

// visitPointer visits a block that the handler gave as a pointer.
func visitPointer(where string, content mcp.Content, v visitor) (mcp.Content, error) {
	switch c := content.(type) {
	case *mcp.TextContent:
		return visitDeref(where, c, v)
	case *mcp.ImageContent:
		return visitDeref(where, c, v)
	case *mcp.AudioContent:
		return visitDeref(where, c, v)
	case *mcp.ResourceLink:
		return visitDeref(where, c, v)
	case *mcp.EmbeddedResource:
		return visitDeref(where, c, v)
	default:
		return nil, fmt.Errorf("%s: unknown content %T", where, content)
	}
}

func visitDeref[T mcp.Content](where string, c *T, v visitor) (mcp.Content, error) {
	if c == nil {
		return nil, fmt.Errorf("%s: nil content", where)
	}
	return visitContent(where, *c, v)
}

func visitLink(where string, c mcp.ResourceLink, v visitor) (mcp.Content, error) {
	c.Type = mcp.ContentTypeLink
	c.URI = v(where+"/uri", guard.Label, c.URI)
	c.Name = v(where+"/name", guard.Label, c.Name)
	c.Title = v(where+"/title", guard.Label, c.Title)
	c.Description = v(where+"/description", guard.Plain, c.Description)
	c.MIMEType = v(where+"/mimeType", guard.Label, c.MIMEType)
	var err error
	c.Annotated, c.Meta, err = visitExtras(where, c.Annotated, c.Meta, v)
	return c, err
}

func visitResource(where string, contents mcp.ResourceContents, v visitor) (mcp.ResourceContents, error) {
	var err error
	switch c := contents.(type) {
	case mcp.TextResourceContents:
		c.URI, c.MIMEType = v(where+"/uri", guard.Label, c.URI), v(where+"/mimeType", guard.Label, c.MIMEType)
		c.Text = v(where+"/text", guard.Plain, c.Text)
		c.Meta, err = visitMap(where+"/_meta", c.Meta, v)
		return c, err
	case mcp.BlobResourceContents:
		c.URI, c.MIMEType = v(where+"/uri", guard.Label, c.URI), v(where+"/mimeType", guard.Label, c.MIMEType)
		c.Blob = v(where+"/blob", guard.Base64, c.Blob)
		c.Meta, err = visitMap(where+"/_meta", c.Meta, v)
		return c, err
	case *mcp.TextResourceContents:
		if c != nil {
			return visitResource(where, *c, v)
		}
	case *mcp.BlobResourceContents:
		if c != nil {
			return visitResource(where, *c, v)
		}
	}
	return nil, fmt.Errorf("%s: unknown resource contents %T", where, contents)
}

// visitExtras visits what every block may carry.
func visitExtras(where string, a mcp.Annotated, m *mcp.Meta, v visitor) (mcp.Annotated, *mcp.Meta, error) {
	if a.Annotations != nil {
		annotations := *a.Annotations
		annotations.LastModified = v(where+"/annotations/lastModified", guard.Label, annotations.LastModified)
		audience := make([]mcp.Role, len(annotations.Audience))
		for i, role := range annotations.Audience {
			audience[i] = mcp.Role(v(where+"/annotations/audience", guard.Label, string(role)))
		}
		if annotations.Audience != nil {
			annotations.Audience = audience
		}
		a.Annotations = &annotations
	}
	if m == nil {
		return a, nil, nil
	}
	m, err := visitMeta(where+"/_meta", m, v)
	return a, m, err
}

func visitMeta(where string, m *mcp.Meta, v visitor) (*mcp.Meta, error) {
	if m == nil {
		return nil, nil
	}
	fields, err := visitMap(where, m.AdditionalFields, v)
	return &mcp.Meta{AdditionalFields: fields}, err // a progress token is a client's, and no part of a result
}

// visitMap visits a free-form map as one JSON document.
func visitMap(where string, m map[string]any, v visitor) (map[string]any, error) {
	if len(m) == 0 {
		return m, nil
	}
	doc, err := json.Marshal(m)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", where, err)
	}
	var edited map[string]any
	numbers := json.NewDecoder(strings.NewReader(v(where, guard.JSON, string(doc))))
	numbers.UseNumber()
	if err := numbers.Decode(&edited); err != nil {
		return nil, fmt.Errorf("%s: %w", where, err)
	}
	return edited, nil
}
