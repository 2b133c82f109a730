using System.Globalization;
using System.Text;
using System.Text.Json;
using Merlon.Documents;
using Merlon.Layers;
using Merlon.Web.Serving;
using Merlon.Workspaces;

namespace Merlon.Web.App.Matrix;

/// <summary>A layer in a request: one of the team by its id, or a document of Navigator's format.</summary>
/// <param name="Id">Id of a layer of the team.</param>
/// <param name="Document">A layer, or an array of one.</param>
sealed record LayerGiven(string? Id, JsonElement? Document);

/// <summary>One edit in a request: values are JSON as in the layer format.</summary>
/// <param name="Technique">ATT&amp;CK id; empty for the layer itself.</param>
/// <param name="Tactic">Tactic's shortname; empty for the layer itself.</param>
/// <param name="Field">score, color, comment, enabled, metadata, links; of the layer: name, description.</param>
/// <param name="Before">The value that was seen.</param>
/// <param name="After">The value from now on.</param>
sealed record EditGiven(string? Technique, string? Tactic, string Field, JsonElement? Before, JsonElement? After);

/// <summary>Layers, edits and diagnostics between HTTP and the team's tables.</summary>
static class LayerJson
{
    /// <summary>Who asks, as the team writes it down.</summary>
    public static TeamAuthor Author(this HttpContext context) => new(context.Caller().Id, context.Caller().Name);

    /// <summary>The layer that a request gives.</summary>
    /// <exception cref="InvalidDataException">It gives none, or several, or one that cannot be read.</exception>
    public static Layer Read(LayerGiven? given, MatrixRoom room, string what) => given switch
    {
        { Id.Length: > 0, Document: null } => room.LayerOf(given.Id).Layer,
        { Id: null or "", Document: { } document } => Read(document, what).Value is { Layers: [var layer] } ? layer
            : throw new InvalidDataException($"{what} is not one layer: {Said(Read(document, what).Diagnostics)}"),
        _ => throw new InvalidDataException($"{what} is given by id or as document"),
    };

    /// <summary>Reads a layer file out of a request's JSON.</summary>
    /// <exception cref="InvalidDataException">The request has none.</exception>
    public static Parsed<LayerFile> Read(JsonElement document, string name) => document.ValueKind == JsonValueKind.Undefined
        ? throw new InvalidDataException("the layer is missing: send it as \"document\"")
        : LayerReader.Read(Encoding.UTF8.GetBytes(document.GetRawText()), name, ReadLimits.Default);

    /// <summary>An edit as the team takes it.</summary>
    /// <exception cref="InvalidDataException">A field that is none, or a cell where there has to be none.</exception>
    public static LayerEdit Read(EditGiven? given)
    {
        if (given?.Field is null)
        {
            throw new InvalidDataException("an edit has a field, such as score");
        }

        if (!Enum.TryParse<LayerPart>(given.Field, ignoreCase: true, out var part) || !Enum.IsDefined(part) || char.IsAsciiDigit(given.Field[0]))
        {
            throw new InvalidDataException($"there is no field '{given.Field}'; the fields are {string.Join(", ", Enum.GetNames<LayerPart>().Select(static name => name.ToLowerInvariant()))}");
        }

        LayerEdit edit = new(given.Technique ?? "", given.Tactic ?? "", part, Raw(given.Before), Raw(given.After));
        return edit.IsOfLayer == (edit.TechniqueId.Length == 0 && edit.Tactic.Length == 0) && (edit.IsOfLayer || edit.TechniqueId.Length > 0 && edit.Tactic.Length > 0) ? edit
            : throw new InvalidDataException("an edit of a cell names technique and tactic, one of the layer neither");
    }

    /// <summary>Name and revision of a layer.</summary>
    public static void Write(Utf8JsonWriter json, TeamLayer layer)
    {
        json.WriteStartObject();
        WriteFields(json, layer);
        json.WriteEndObject();
    }

    /// <summary>The same inside an object that is open.</summary>
    public static void WriteFields(Utf8JsonWriter json, TeamLayer layer)
    {
        json.WriteString("id", layer.Id);
        json.WriteString("name", layer.Name);
        json.WriteString("description", layer.Description);
        json.WriteString("domain", layer.Domain);
        json.WriteString("release", layer.Release);
        json.WriteNumber("revision", layer.Revision);
        json.WriteString("owner", layer.OwnerName);
        json.WriteString("created_at", Time(layer.CreatedAt));
        json.WriteString("changed_at", Time(layer.ChangedAt));
        json.WriteString("changed_by", layer.ChangedBy);
        json.WriteText("deleted_at", layer.DeletedAt is { } at ? Time(at) : "");
    }

    /// <summary>A layer as a value in Navigator's format.</summary>
    public static void WriteDocument(Utf8JsonWriter json, Layer layer) => json.WriteRawValue(MatrixExport.Json(layer));

    /// <summary>An edit's fields inside an object that is open.</summary>
    public static void WriteFields(Utf8JsonWriter json, LayerEdit edit)
    {
        json.WriteString("technique", edit.TechniqueId);
        json.WriteString("tactic", edit.Tactic);
        json.WriteString("field", edit.Part.ToString().ToLowerInvariant());
        json.WritePropertyName("before");
        json.WriteRawValue(edit.Before);
        json.WritePropertyName("after");
        json.WriteRawValue(edit.After);
    }

    /// <summary>An edit as it was written down.</summary>
    public static void Write(Utf8JsonWriter json, TeamLayerEdit edit)
    {
        json.WriteStartObject();
        json.WriteNumber("revision", edit.Revision);
        json.WriteString("batch", edit.Batch);
        json.WriteString("at", Time(edit.At));
        json.WriteString("by", edit.By);
        if (edit.Edit is { } known)
        {
            WriteFields(json, known);
        }
        else
        {
            json.WriteString("field", "document");
        }

        json.WriteEndObject();
    }

    /// <summary>An instant as text.</summary>
    public static string Time(DateTimeOffset at) => at.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>What readers noticed, in one line for a problem.</summary>
    public static string Said(IReadOnlyList<Diagnostic> diagnostics)
        => diagnostics.Count == 0 ? "there is more than one layer, or none" : string.Join("; ", diagnostics.OrderByDescending(static one => one.Severity == Severity.Error).Take(3).Select(static one => one.Message));

    static string Raw(JsonElement? value) => value?.GetRawText() ?? "null";
}
