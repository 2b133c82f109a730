using System.Text;
using Merlon.Attack;

namespace Merlon.Knowledge.Tests.Attack;

public sealed class PublishedFieldsTests
{
    static PublishedFields Of(string json) => new(Encoding.UTF8.GetBytes(json));

    [Fact]
    public void Reads_a_field_that_has_no_member_of_its_own()
    {
        var fields = Of("""{"a":{"x_mitre_detection":"inner"},"x_mitre_detection":"Watch \u0041","x_mitre_impact_type":["Integrity",3,"Availability"],"revoked":true}""");
        fields.Text("x_mitre_detection").ShouldBe("Watch A");
        fields.Texts("x_mitre_impact_type").ShouldBe(["Integrity", "Availability"]);
        fields.Flag("revoked").ShouldBeTrue();
    }

    [Theory]
    [InlineData("""{"a":1}""")]
    [InlineData("""{"a":null}""")]
    [InlineData("""{}""")]
    public void A_field_of_another_type_or_none_reads_as_empty(string json)
    {
        Of(json).Text("a").ShouldBe("");
        Of(json).Texts("a").ShouldBeEmpty();
        Of(json).Flag("a").ShouldBeFalse();
    }

    [Fact]
    public void Without_anything_published_every_field_is_empty()
    {
        var none = new PublishedFields(default);
        none.IsEmpty.ShouldBeTrue();
        none.Text("name").ShouldBe("");
        none.ToElement().EnumerateObject().ShouldBeEmpty();
    }
}
