using Mono.Cecil;

namespace Merlon.System.Tests.Architecture;

/// <summary>The product's assemblies as IL, read from beside the tests.</summary>
static class Product
{
    public static IReadOnlyList<string> AssemblyNames { get; } =
        ["Merlon.Documents", "Merlon.Knowledge", "Merlon.Detection", "Merlon.Defense", "Merlon.Workspaces", "merlon"];

    public static ModuleDefinition Read(string assembly)
    {
        var resolver = new DefaultAssemblyResolver();
        resolver.AddSearchDirectory(AppContext.BaseDirectory);
        var path = Path.Combine(AppContext.BaseDirectory, assembly + ".dll");
        return ModuleDefinition.ReadModule(path, new ReaderParameters { AssemblyResolver = resolver });
    }

    /// <summary>Types that a person wrote: no closures, iterators or generated regexes.</summary>
    public static IEnumerable<TypeDefinition> WrittenTypes(ModuleDefinition module)
        => module.GetTypes().Where(static type => !IsGenerated(type));

    /// <summary>Every type that a type names: base, interfaces, fields, signatures, attributes left out, bodies.</summary>
    public static IEnumerable<(string Where, TypeReference Type)> ReferencesOf(TypeDefinition type)
    {
        foreach (var reference in DeclaredReferencesOf(type))
        {
            yield return (type.FullName, reference);
        }

        foreach (var method in type.Methods)
        {
            var where = $"{type.FullName}.{method.Name}";
            yield return (where, method.ReturnType);
            foreach (var parameter in method.Parameters)
            {
                yield return (where, parameter.ParameterType);
            }

            foreach (var reference in BodyReferencesOf(method))
            {
                yield return (where, reference);
            }
        }
    }

    /// <summary>Every member that bodies of a type call or read, with its full name such as <c>System.IO.File::ReadAllText</c>.</summary>
    public static IEnumerable<(string Where, string Member)> MembersUsedBy(TypeDefinition type)
        => from method in type.Methods
           where method.HasBody
           from instruction in method.Body.Instructions
           let member = instruction.Operand as MemberReference
           where member?.DeclaringType is not null
           select ($"{type.FullName}.{method.Name}", $"{member.DeclaringType.FullName}::{member.Name}");

    /// <summary>The named types inside a reference: element types and generic arguments.</summary>
    public static IEnumerable<string> NamesIn(TypeReference reference)
    {
        if (reference is GenericInstanceType generic)
        {
            foreach (var name in generic.GenericArguments.SelectMany(NamesIn))
            {
                yield return name;
            }
        }

        var element = reference.GetElementType();
        while (element.DeclaringType is not null)
        {
            element = element.DeclaringType;
        }

        yield return element.FullName;
    }

    static IEnumerable<TypeReference> DeclaredReferencesOf(TypeDefinition type)
    {
        if (type.BaseType is not null)
        {
            yield return type.BaseType;
        }

        foreach (var implemented in type.Interfaces)
        {
            yield return implemented.InterfaceType;
        }

        foreach (var field in type.Fields)
        {
            yield return field.FieldType;
        }
    }

    static IEnumerable<TypeReference> BodyReferencesOf(MethodDefinition method)
    {
        if (!method.HasBody)
        {
            yield break;
        }

        foreach (var variable in method.Body.Variables)
        {
            yield return variable.VariableType;
        }

        foreach (var instruction in method.Body.Instructions)
        {
            switch (instruction.Operand)
            {
                case TypeReference type:
                    yield return type;
                    break;
                case MemberReference { DeclaringType: { } declaring }:
                    yield return declaring;
                    break;
            }
        }
    }

    static bool IsGenerated(TypeDefinition type)
        => type.Name.StartsWith('<')
            || type.CustomAttributes.Any(static attribute =>
                attribute.AttributeType.Name is "CompilerGeneratedAttribute" or "GeneratedCodeAttribute")
            || (type.DeclaringType is not null && IsGenerated(type.DeclaringType));
}
