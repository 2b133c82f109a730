using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Merlon.Attack;
using Merlon.Documents;

namespace Merlon.Stix;

/// <summary>
/// Writes a domain of a release as a STIX bundle. What was published in the same version of STIX is copied byte for byte;
/// otherwise only the few fields change in which the versions differ (docs/formats/stix.md). Same release, same bytes: ids and
/// times that are not published follow from the contents.
/// </summary>
public static class StixWriter
{
    /// <summary>
    /// Writes one bundle. Objects without published fields (the built-in pack has none) cannot be written: then nothing is
    /// written and the one diagnostic is an error (<c>STIX030</c>). References to identities and markings that the release does
    /// not have give a note (<c>STIX031</c>).
    /// </summary>
    /// <param name="release">The release.</param>
    /// <param name="export">What of it; a domain that the release does not have gives an empty bundle.</param>
    /// <param name="output">Takes UTF-8; stays open.</param>
    /// <param name="document">Name for diagnostics.</param>
    public static IReadOnlyList<Diagnostic> Write(AttackRelease release, StixExport export, Stream output, string document)
    {
        var contents = StixContents.Of(release, export);
        if (contents.Unpublished > 0)
        {
            return
            [
                new Diagnostic(
                    "STIX030", Severity.Error, document, SourceLocation.Whole,
                    $"{contents.Unpublished} objects cannot be written as STIX: this release has facts only, without the fields that were published",
                    Advice: "add the published bundles with merlon release add, or name them with --release"),
            ];
        }

        output.Write("{\"type\":\"bundle\",\"id\":\""u8);
        output.Write(Encoding.UTF8.GetBytes(contents.BundleId));
        output.Write(export.Flavour == StixFlavour.Stix20 ? "\",\"spec_version\":\"2.0\",\"objects\":["u8 : "\",\"objects\":["u8);
        var isFirst = true;
        if (export.Flavour == StixFlavour.Stix21)
        {
            output.Write("\n"u8);
            output.Write(CollectionOf(contents));
            isFirst = false;
        }

        foreach (var entry in contents.Entries)
        {
            output.Write(isFirst ? "\n"u8 : ",\n"u8);
            output.Write(StixConversion.To(export.Flavour, entry.Type, entry.Json).Span);
            isFirst = false;
        }

        output.Write("\n]}\n"u8);
        return Notes(contents, document);
    }

    static IReadOnlyList<Diagnostic> Notes(StixContents contents, string document) => contents.Dangling.Count == 0
        ? []
        :
        [
            new Diagnostic(
                "STIX031", Severity.Note, document, SourceLocation.Whole,
                $"the bundle refers to {contents.Dangling.Count} identities or markings that the release does not have", Diagnostic.ExcerptOf(contents.Dangling[0])),
        ];

    /// <summary>The published collection as it is where it lists just these contents; else the same with these contents; else one made of them.</summary>
    static byte[] CollectionOf(StixContents contents)
    {
        if (contents.Collection is { } published && contents.IsListedBy(published))
        {
            return StixConversion.To(StixFlavour.Stix21, published.Type, published.Published.Json).ToArray();
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            foreach (var (name, value) in contents.CollectionFields())
            {
                json.WriteString(name, value);
            }

            json.WriteStartArray("x_mitre_contents");
            foreach (var entry in contents.Listed)
            {
                json.WriteStartObject();
                json.WriteString("object_ref", entry.StixId);
                json.WriteString("object_modified", entry.Modified);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("object_marking_refs");
            foreach (var marking in contents.Markings)
            {
                json.WriteStringValue(marking);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
