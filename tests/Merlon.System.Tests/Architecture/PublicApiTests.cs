using System.Text;
using Mono.Cecil;

namespace Merlon.System.Tests.Architecture;

/// <summary>What is public is a decision: it stands in PublicApi/*.txt and changes there in the same commit.</summary>
public sealed class PublicApiTests
{
    public static TheoryData<string> Libraries => [.. Product.AssemblyNames.Where(static name => name != "merlon")];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void The_public_surface_is_the_one_that_was_reviewed(string assembly)
    {
        using var module = Product.Read(assembly);
        var text = new StringBuilder();
        foreach (var type in module.GetTypes().Where(IsVisible).OrderBy(static type => type.FullName, StringComparer.Ordinal))
        {
            text.Append(TypeName(type)).Append('\n');
            foreach (var line in MembersOf(type).Order(StringComparer.Ordinal))
            {
                text.Append("    ").Append(line).Append('\n');
            }
        }

        Golden.Verify(text.ToString(), $"PublicApi/{assembly}.txt");
    }

    internal static bool IsVisible(TypeDefinition type)
        => type.DeclaringType is null ? type.IsPublic : type.IsNestedPublic && IsVisible(type.DeclaringType);

    static string TypeName(TypeDefinition type)
    {
        var kind = type.IsEnum ? "enum" : type.IsInterface ? "interface" : type.IsValueType ? "struct" : "class";
        return $"{kind} {type.FullName}";
    }

    static IEnumerable<string> MembersOf(TypeDefinition type)
    {
        foreach (var field in type.Fields.Where(static field => field.IsPublic && !field.IsSpecialName))
        {
            yield return $"{field.Name} : {Short(field.FieldType)}";
        }

        foreach (var property in type.Properties.Where(static property => (property.GetMethod ?? property.SetMethod).IsPublic))
        {
            yield return $"{property.Name} : {Short(property.PropertyType)}";
        }

        foreach (var method in type.Methods.Where(IsWritten))
        {
            var parameters = string.Join(", ", method.Parameters.Select(static parameter => $"{Short(parameter.ParameterType)} {parameter.Name}"));
            yield return $"{method.Name}({parameters}) : {Short(method.ReturnType)}";
        }
    }

    internal static bool IsWritten(MethodDefinition method)
        => method.IsPublic && !method.IsGetter && !method.IsSetter
            && !method.CustomAttributes.Any(static attribute => attribute.AttributeType.Name == "CompilerGeneratedAttribute")
            && method.Name is not ("Equals" or "GetHashCode" or "Deconstruct" or "<Clone>$" or "op_Equality" or "op_Inequality");

    static string Short(TypeReference type)
        => type is GenericInstanceType generic
            ? $"{generic.Name.Split('`')[0]}<{string.Join(", ", generic.GenericArguments.Select(Short))}>"
            : type.Name;
}
