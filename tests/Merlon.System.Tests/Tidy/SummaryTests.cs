using System.Text.RegularExpressions;
using System.Xml.Linq;
using Merlon.System.Tests.Architecture;
using Mono.Cecil;

namespace Merlon.System.Tests.Tidy;

/// <summary>Public types and members have a summary that says more than their name.</summary>
public sealed partial class SummaryTests
{
    public static TheoryData<string> Libraries => PublicApiTests.Libraries;

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Whatever_is_public_has_a_summary(string assembly)
    {
        using var module = Product.Read(assembly);
        var documented = XDocument.Load(Path.Combine(AppContext.BaseDirectory, assembly + ".xml")).Descendants("member")
            .GroupBy(static member => WithoutArity(((string?)member.Attribute("name") ?? "").Split('(')[0]), StringComparer.Ordinal)
            .ToDictionary(static overloads => overloads.Key, static overloads => overloads.First(), StringComparer.Ordinal);
        var offences =
            from type in module.GetTypes()
            where PublicApiTests.IsVisible(type)
            from name in Undocumented(type, documented)
            select name;
        offences.Order(StringComparer.Ordinal).ShouldBeEmpty();
    }

    [Fact]
    public void A_summary_says_more_than_the_name()
    {
        var offences =
            from path in SourceTree.Under("src/", ".cs")
            from match in OneLineSummary().Matches(SourceTree.Read(path))
            where Words(match.Groups["summary"].Value).SetEquals(Words(match.Groups["name"].Value))
            select $"{path}: {match.Groups["name"].Value}: {match.Groups["summary"].Value}";
        offences.ShouldBeEmpty();
    }

    static IEnumerable<string> Undocumented(TypeDefinition type, Dictionary<string, XElement> documented)
    {
        var typeName = WithoutArity(type.FullName.Replace('/', '.'));
        var parameters = documented.TryGetValue("T:" + typeName, out var own)
            ? own.Elements("param").Select(static param => (string?)param.Attribute("name")).ToHashSet(StringComparer.Ordinal)
            : [];
        if (own is null)
        {
            yield return typeName;
        }

        // A positional property of a record is documented by the record's <param>.
        foreach (var property in type.Properties.Where(property => property.GetMethod is { IsPublic: true } && !IsOverride(property.GetMethod)))
        {
            if (!parameters.Contains(property.Name) && !documented.ContainsKey($"P:{typeName}.{property.Name}")
                && !IsPositionalWithoutText(type, property))
            {
                yield return $"{typeName}.{property.Name}";
            }
        }

        foreach (var field in type.Fields.Where(static field => field.IsPublic && !field.IsSpecialName))
        {
            if (!documented.ContainsKey($"F:{typeName}.{field.Name}"))
            {
                yield return $"{typeName}.{field.Name}";
            }
        }

        foreach (var method in type.Methods.Where(static method => PublicApiTests.IsWritten(method) && !method.IsConstructor && !IsOverride(method)))
        {
            if (!documented.ContainsKey($"M:{typeName}.{method.Name}"))
            {
                yield return $"{typeName}.{method.Name}()";
            }
        }
    }

    /// <summary>A record of counts or numbers may leave its parameters to the summary: their names are the field's own words.</summary>
    static bool IsPositionalWithoutText(TypeDefinition type, PropertyDefinition property)
        => type.Methods.Any(method => method.IsConstructor && method.Parameters.Any(parameter => parameter.Name == property.Name));

    static string WithoutArity(string name) => Arity().Replace(name, "");

    static bool IsOverride(MethodDefinition method) => method.IsVirtual && method.IsReuseSlot;

    static HashSet<string> Words(string text)
        => [.. CamelOrWord().Matches(text).Select(static match => match.Value.ToLowerInvariant()).Where(static word =>
            word is not ("a" or "an" or "the" or "of" or "gets" or "sets" or "or" or "get" or "set" or "this" or "its" or "is"))];

    [GeneratedRegex(@"`+\d+")]
    private static partial Regex Arity();

    [GeneratedRegex(@"/// <summary>(?<summary>[^<\n]+)</summary>\s*\n(\s*\[[^\n]*\n)*\s*public [^\n(={;]*?(?<name>\w+)\s*[\n(={;]", RegexOptions.ExplicitCapture)]
    private static partial Regex OneLineSummary();

    [GeneratedRegex(@"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")]
    private static partial Regex CamelOrWord();
}
