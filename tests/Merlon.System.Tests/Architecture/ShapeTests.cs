using Mono.Cecil;

namespace Merlon.System.Tests.Architecture;

/// <summary>How types are shaped: sealed, named in the field's words, without mutable statics.</summary>
public sealed class ShapeTests
{
    static readonly string[] EmptySuffixes = ["Manager", "Service", "Helper", "Helpers", "Util", "Utils", "Processor", "Data", "Info", "Dto"];

    public static TheoryData<string> Assemblies => [.. Product.AssemblyNames];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void A_class_is_sealed_static_or_abstract(string assembly)
    {
        using var module = Product.Read(assembly);
        Product.WrittenTypes(module)
            .Where(static type => type.IsClass && !type.IsSealed && !type.IsAbstract && !type.IsValueType)
            .Where(static type => !IsRazor(type))
            .Select(static type => type.FullName)
            .ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void A_name_says_what_the_thing_is(string assembly)
    {
        using var module = Product.Read(assembly);
        Product.WrittenTypes(module)
            .Where(static type => EmptySuffixes.Any(suffix =>
                type.Name.EndsWith(suffix, StringComparison.Ordinal) && type.Name.Length > suffix.Length))
            .Select(static type => type.FullName)
            .ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void No_static_field_can_be_changed(string assembly)
    {
        using var module = Product.Read(assembly);
        var offences =
            from type in Product.WrittenTypes(module)
            from field in type.Fields
            where field.IsStatic && !field.IsInitOnly && !field.IsLiteral && !field.Name.StartsWith('<')
            select field.FullName;
        offences.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void An_interface_has_two_implementations(string assembly)
    {
        List<string> implemented = [];
        foreach (var name in Product.AssemblyNames)
        {
            using var one = Product.Read(name);
            implemented.AddRange(one.GetTypes().SelectMany(static type => type.Interfaces).Select(static i => i.InterfaceType.FullName));
        }

        using var module = Product.Read(assembly);
        var lonely =
            from contract in module.GetTypes()
            where contract.IsInterface
            where implemented.Count(name => name == contract.FullName) < 2
            select contract.FullName;
        lonely.ShouldBeEmpty();
    }

    /// <summary>Invariant 2: vocabularies that others own are data.</summary>
    [Theory]
    [MemberData(nameof(Assemblies))]
    public void No_tactic_platform_or_domain_list_is_an_enum(string assembly)
    {
        using var module = Product.Read(assembly);
        Product.WrittenTypes(module)
            .Where(static type => type.IsEnum && type.Name is "Tactic" or "Tactics" or "Platform" or "Platforms" or "Domain" or "Domains" or "Sector")
            .Select(static type => type.FullName)
            .ShouldBeEmpty();
    }

    /// <summary>The Razor compiler writes these classes, and does not seal them.</summary>
    static bool IsRazor(TypeDefinition type) => type.BaseType?.Name is "ComponentBase" or "AppComponent" or "SaidComponent" || type.Name == "_Imports";
}
