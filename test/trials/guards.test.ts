import './guards/catalog.js';
import './guards/inventory.js';
import './guards/inventory-model.js';
