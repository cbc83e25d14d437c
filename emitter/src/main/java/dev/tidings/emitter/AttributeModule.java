package dev.tidings.emitter;

import com.fasterxml.jackson.annotation.JacksonInject;
import java.lang.reflect.Constructor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.Version;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.SerializationConfig;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.AnnotatedParameter;
import tools.jackson.databind.introspect.NopAnnotationIntrospector;
import tools.jackson.databind.ser.BeanPropertyWriter;
import tools.jackson.databind.ser.ValueSerializerModifier;

/** What is different about the attributes of one record. */
final class AttributeModule extends JacksonModule {

    private final Class<?> type;
    private final Constructor<?> constructor;
    private final List<AttributeComponent> attributes;

    AttributeModule(Class<?> type, List<AttributeComponent> attributes) {
        this.type = type;
        this.constructor = Reflection.canonical(type);
        this.attributes = attributes;
    }

    @Override
    public String getModuleName() {
        return "tidings " + type.getName();
    }

    @Override
    public Version version() {
        return Version.unknownVersion();
    }

    @Override
    public void setupModule(SetupContext context) {
        context.addSerializerModifier(new LeaveOut());
        context.insertAnnotationIntrospector(new Inject());
    }

    /** The attribute with this name in the record; null if it is part of the data only. */
    private @Nullable AttributeComponent attribute(String component) {
        for (AttributeComponent attribute : attributes) {
            if (attribute.component().equals(component)) {
                return attribute;
            }
        }
        return null;
    }

    private final class LeaveOut extends ValueSerializerModifier {

        private static final long serialVersionUID = 1;

        @Override
        public List<BeanPropertyWriter> changeProperties(
                SerializationConfig config, BeanDescription.Supplier bean, List<BeanPropertyWriter> properties) {
            if (bean.getBeanClass() != type) {
                return properties;
            }
            List<BeanPropertyWriter> left = new ArrayList<>(properties);
            left.removeIf(property -> isLeftOut(property.getMember().getName()));
            return left;
        }

        private boolean isLeftOut(String component) {
            AttributeComponent attribute = attribute(component);
            return attribute != null && !attribute.isInData();
        }
    }

    private final class Inject extends NopAnnotationIntrospector {

        private static final long serialVersionUID = 1;

        @Override
        public JacksonInject.@Nullable Value findInjectableValue(MapperConfig<?> config, AnnotatedMember member) {
            if (!(member instanceof AnnotatedParameter parameter)
                    || !constructor.equals(parameter.getOwner().getAnnotated())) {
                return null;
            }
            String component = type.getRecordComponents()[parameter.getIndex()].getName();
            AttributeComponent attribute = attribute(component);
            return attribute == null ? null : inject(new InjectedAttributes.Place(attributes.indexOf(attribute)));
        }

        /** By the event's attribute alone, whatever the data says, and whether or not the event has it. */
        private static JacksonInject.Value inject(InjectedAttributes.Place place) {
            return JacksonInject.Value.construct(place, false, true);
        }

        @Override
        public Version version() {
            return Version.unknownVersion();
        }
    }
}
