using Merlon.Attack;

namespace Merlon.Knowledge.Tests.Attack;

public sealed class TechniqueIdTests
{
    [Theory]
    [InlineData("T0000", "T0000")]
    [InlineData("t1059.001", "T1059.001")]
    [InlineData("T9999.999", "T9999.999")]
    public void An_id_is_written_as_published(string text, string written)
        => (TechniqueId.TryParse(text, out var id) ? id.ToString() : null).ShouldBe(written);

    [Theory]
    [InlineData("")]
    [InlineData("T105")]
    [InlineData("T10590")]
    [InlineData("T1059.1")]
    [InlineData("T1059.000")]
    [InlineData("T1059-001")]
    [InlineData(" T1059")]
    [InlineData("S1059")]
    [InlineData("T١٠٥٩")]
    public void Anything_else_is_no_id(string text) => TechniqueId.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void A_technique_comes_before_its_sub_techniques()
        => TechniqueId.Parse("T1059", null).ShouldBeLessThan(TechniqueId.Parse("T1059.001", null));
}
