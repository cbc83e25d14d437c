package dev.tidings.examples.servlet;

import dev.tidings.hub.Hub;
import dev.tidings.hub.event.Event;
import dev.tidings.hub.event.Filter;
import dev.tidings.hub.stream.SseStream;
import dev.tidings.servlet.ServletTransport;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** GET subscribes to what concerns an address, POST says that its filter has been verified. */
@WebServlet(urlPatterns = "/verified", asyncSupported = true)
public class VerifiedServlet extends HttpServlet {

    private static final long serialVersionUID = 1;

    private transient Hub hub;
    private transient ServletTransport transport;

    @Override
    public void init() {
        hub = Hub.open();
        transport = ServletTransport.of(hub);
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String email = request.getParameter("email");
        if (email == null) {
            response.sendError(HttpServletResponse.SC_BAD_REQUEST, "email is missing");
            return;
        }
        transport.open(SseStream.of(hub, Filter.topic("filter.verified").where("email", email)), request, response);
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) {
        hub.publish(Event.of("filter.verified", "{\"isVerified\": true}").with("email", request.getParameter("email")));
        response.setStatus(HttpServletResponse.SC_ACCEPTED);
    }

    @Override
    public void destroy() {
        transport.close();
        hub.close();
    }
}
