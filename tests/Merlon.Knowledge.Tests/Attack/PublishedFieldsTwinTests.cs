using System.Text;
using System.Text.Json;
using Merlon.Attack;

namespace Merlon.Knowledge.Tests.Attack;

/// <summary>Published fields and citations against a document tree, on published objects and on hostile ones.</summary>
public sealed class PublishedFieldsTwinTests
{
    [Fact]
    public void Every_field_of_every_object_reads_as_in_a_document_tree()
    {
        var release = RealBundles.Release("ics-attack-17.1.json");
        foreach (var published in release.Objects.Select(o => o.Published).Concat(release.Relationships.Select(r => r.Published)))
        {
            using var document = JsonDocument.Parse(published.Json);
            foreach (var field in document.RootElement.EnumerateObject())
            {
                published.Text(field.Name).ShouldBe(field.Value.ValueKind == JsonValueKind.String ? field.Value.GetString() : "");
                published.Flag(field.Name).ShouldBe(field.Value.ValueKind == JsonValueKind.True);
                List<JsonElement> items = field.Value.ValueKind == JsonValueKind.Array ? [.. field.Value.EnumerateArray()] : [];
                published.Texts(field.Name).ShouldBe(items.Where(i => i.ValueKind == JsonValueKind.String).Select(i => i.GetString()!));
                published.Objects(field.Name).Select(o => Encoding.UTF8.GetString(o.Json.Span)).ShouldBe(items.Where(i => i.ValueKind == JsonValueKind.Object).Select(i => i.GetRawText()));
            }

            published.Text("none").ShouldBe("");
            published.Texts("none").ShouldBeEmpty();
        }
    }

    [Fact]
    public void Citations_read_as_in_a_document_tree()
    {
        var release = RealBundles.Release("ics-attack-17.1.json");
        foreach (var each in release.Objects)
        {
            using var document = JsonDocument.Parse(each.Published.Json);
            var isOwn = (JsonElement r) => r.TryGetProperty("external_id", out _) && CitationList.IsOwn(r.GetProperty("source_name").GetString()!);
            List<JsonElement> references = document.RootElement.TryGetProperty("external_references", out var list) ? [.. list.EnumerateArray()] : [];
            references.Remove(references.Find(r => isOwn(r)));

            each.Citations.ShouldBe(references.Select(r => new Citation(Text(r, "source_name"), Text(r, "description"), Text(r, "url"))));
        }
    }

    [Theory]
    [InlineData("""{"a\u0062":"x","f":"y"}""", "y", "x")]
    [InlineData("""{"\ud800":1,"f":"y"}""", "y", "")]
    [InlineData("""{"f":"\ud800"}""", "\uFFFD", "")]
    [InlineData("""{"":1,"f":"y"}""", "y", "")]
    [InlineData("""{"f":"y","f":"z"}""", "y", "")]
    [InlineData("""{"f":["y"]}""", "", "")]
    [InlineData("""{"g":[1,2""", "", "")]
    [InlineData("""["f"]""", "", "")]
    [InlineData("""{"f" "y"}""", "", "")]
    public void Odd_objects_are_read_without_an_exception(string json, string f, string ab)
    {
        PublishedFields published = new(Encoding.UTF8.GetBytes(json));

        published.Text("f").ShouldBe(f);
        published.Text("ab").ShouldBe(ab);
        published.Texts("g").ShouldBeEmpty();
        published.Objects("g").ShouldBeEmpty();
        published.ToElement().ValueKind.ShouldNotBe(JsonValueKind.Undefined);
    }

    static string Text(JsonElement o, string key) => o.TryGetProperty(key, out var value) ? value.GetString() ?? "" : "";
}
