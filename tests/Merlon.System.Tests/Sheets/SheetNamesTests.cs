using FsCheck;
using FsCheck.Fluent;
using Merlon.Sheets;

namespace Merlon.System.Tests.Sheets;

public sealed class SheetNamesTests
{
    [Theory]
    [InlineData("techniques", "techniques")]
    [InlineData("a[b]c:d*e?f/g\\h", "a-b-c-d-e-f-g-h")]
    [InlineData("'quoted'", "quoted")]
    [InlineData("", "Sheet")]
    [InlineData("  ", "Sheet")]
    [InlineData("history", "history-")]
    [InlineData("1234567890123456789012345678901", "1234567890123456789012345678901")]
    [InlineData("12345678901234567890123456789012", "1234567890123456789012345678901")]
    [InlineData("a\u0000b\nc", "a\ufffdb-c")]
    public void A_name_is_made_to_fit(string wish, string name) => SheetNames.Of([wish]).ShouldBe([name]);

    [Fact]
    public void A_name_that_is_taken_gets_a_number()
        => SheetNames.Of(["Layer", "layer", "LAYER", "1234567890123456789012345678901", "1234567890123456789012345678901x"])
            .ShouldBe(["Layer", "layer (2)", "LAYER (3)", "1234567890123456789012345678901", "123456789012345678901234567 (2)"]);

    [Fact]
    public void Whatever_is_wished_for_names_are_allowed_and_different() => Prop.ForAll<string?[]>(static wishes =>
    {
        var names = SheetNames.Of(wishes.Select(static wish => wish ?? ""));
        return names.Count == wishes.Length
            && names.Distinct(StringComparer.OrdinalIgnoreCase).Count() == names.Count
            && names.All(static name => name.Length is > 0 and <= SheetLimits.NameCharsMax && name.IndexOfAny(['[', ']', ':', '*', '?', '/', '\\']) < 0
                && name[0] != '\'' && name[^1] != '\'');
    }).Check(Cases.Quick);

    [Theory]
    [InlineData(1, 1, "A1")]
    [InlineData(9, 26, "Z9")]
    [InlineData(10, 27, "AA10")]
    [InlineData(SheetLimits.RowsMax, SheetLimits.ColumnsMax, "XFD1048576")]
    public void Places_are_named_as_formulas_name_them(int row, int column, string place) => CellPlace.Of(row, column).ShouldBe(place);
}
