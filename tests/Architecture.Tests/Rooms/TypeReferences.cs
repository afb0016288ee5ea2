using System.Reflection;

namespace Architecture.Tests.Rooms;

/// <summary>
/// Collects every type that a compiled type refers to. Types that pass through a called member count too, as result or parameter: so a debug build, with its locals, and a release build, without them, tell the same.
/// A constant leaves no trace in a compiled assembly, so a room that only reads one is not seen.
/// </summary>
internal static class TypeReferences
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>The types that one type refers to, without their wrappings: arrays, pointers and generic instances are taken apart.</summary>
    public static HashSet<Type> Of(Type type)
    {
        var found = new HashSet<Type>();
        Add(found, type.BaseType);
        foreach (var contract in type.GetInterfaces()) Add(found, contract);
        if (type.IsGenericTypeDefinition) AddConstraints(found, type.GetGenericArguments());
        AddAttributes(found, type.GetCustomAttributesData());
        foreach (var member in type.GetMembers(Declared))
        {
            AddAttributes(found, member.GetCustomAttributesData());
            if (member is not Type) AddSignature(found, member);
            if (member is MethodBase method) AddBody(found, method);
        }

        return found;
    }

    /// <summary>The types that stand in the signature of a member, or in the base types and interfaces of a type.</summary>
    public static HashSet<Type> OfSignature(MemberInfo member)
    {
        var found = new HashSet<Type>();
        AddSignature(found, member);
        if (member is not Type type) return found;
        Add(found, type.BaseType);
        foreach (var contract in type.GetInterfaces()) Add(found, contract);
        return found;
    }

    private static void AddBody(HashSet<Type> found, MethodBase method)
    {
        foreach (var parameter in method.GetParameters()) AddAttributes(found, parameter.GetCustomAttributesData());
        if (method is MethodInfo { IsGenericMethodDefinition: true }) AddConstraints(found, method.GetGenericArguments());
        if (method.GetMethodBody() is not { } body) return;
        foreach (var local in body.LocalVariables) Add(found, local.LocalType);
        foreach (var clause in body.ExceptionHandlingClauses)
            if (clause.Flags == ExceptionHandlingClauseOptions.Clause) Add(found, clause.CatchType);
        foreach (var member in IlReader.Members(method))
        {
            if (member is Type type) Add(found, type);
            else AddSignature(found, member);
        }
    }

    private static void AddSignature(HashSet<Type> found, MemberInfo member)
    {
        Add(found, member.DeclaringType);
        switch (member)
        {
            case FieldInfo field:
                Add(found, field.FieldType);
                break;
            case PropertyInfo property:
                Add(found, property.PropertyType);
                break;
            case EventInfo happening:
                Add(found, happening.EventHandlerType);
                break;
            case MethodBase method:
                if (method is MethodInfo { ReturnType: var returned }) Add(found, returned);
                if (method.IsGenericMethod)
                    foreach (var argument in method.GetGenericArguments()) Add(found, argument);
                foreach (var parameter in method.GetParameters()) Add(found, parameter.ParameterType);
                break;
        }
    }

    private static void AddConstraints(HashSet<Type> found, Type[] parameters)
    {
        foreach (var constraint in parameters.SelectMany(p => p.GetGenericParameterConstraints())) Add(found, constraint);
    }

    private static void AddAttributes(HashSet<Type> found, IList<CustomAttributeData> attributes)
    {
        foreach (var attribute in attributes)
        {
            Add(found, attribute.AttributeType);
            foreach (var argument in attribute.ConstructorArguments.Concat(attribute.NamedArguments.Select(n => n.TypedValue)))
            {
                Add(found, argument.ArgumentType);
                if (argument.Value is Type named) Add(found, named);
            }
        }
    }

    private static void Add(HashSet<Type> found, Type? type)
    {
        if (type is null || type.IsGenericParameter) return;
        if (type.HasElementType)
        {
            Add(found, type.GetElementType());
            return;
        }

        if (type.IsGenericType)
        {
            foreach (var argument in type.GetGenericArguments()) Add(found, argument);
            type = type.GetGenericTypeDefinition();
        }

        if (found.Add(type)) Add(found, type.DeclaringType);
    }
}
